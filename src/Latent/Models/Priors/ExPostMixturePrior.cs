using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Models.Priors;

/// <summary>
/// A mixture of Gaussians with full covariances that is fitted to the codes after the training, so that any autoencoder, deterministic or not, can be
/// sampled from: p(z) = Σ πₖ·N(mₖ, Σₖ) near q(z) = 1/N Σ q(z | xₙ).
/// </summary>
/// <remarks>
/// While the networks are trained the prior is the standard one. Then, in a stage of its own that takes no steps, the training set is encoded once,
/// a draw of q an example (more of few), and the mixture is fitted by expectation maximisation from k-means++ (<see cref="GaussianMixtureFit"/>).
/// Networks stay as
/// they are, so that reconstructions do not change. One component is a Gaussian. Parameters: <c>logits</c> [K], <c>mean</c> [K, latents],
/// <c>scale_tril</c> [K, latents, latents]; before the fit the mixture is N(0, 1). P. Ghosh, M. Sajjadi, A. Vergari, M. Black, B. Schölkopf, "From
/// variational to deterministic autoencoders", ICLR 2020, section 4.
/// </remarks>
public sealed record ExPostMixturePrior : PriorConfig
{
    private const string Before = "networks", After = "prior";

    /// <summary>K; 1 for a Gaussian.</summary>
    public int Components { get; set; } = 10;

    /// <summary>Iterations of expectation maximisation, at most.</summary>
    public int Iterations { get; set; } = 200;

    /// <summary>It ends where an iteration raises the log-likelihood by less, in nats an example.</summary>
    public double Tolerance { get; set; } = 1e-5;

    /// <summary>
    /// As if every component had seen so many examples more, of the codes' own average variance in all directions; this keeps covariances from
    /// collapsing.
    /// </summary>
    public double Smoothing { get; set; } = 0.01;

    /// <inheritdoc/>
    public override Prior Build(ParameterScope scope, PriorContext context)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(context);
        if (Components < 1) throw new ArgumentException($"ex-post-mixture: components is {Components}; at least one is needed.");
        if (Iterations < 0) throw new ArgumentException($"ex-post-mixture: iterations is {Iterations}; it is not negative.");
        if (!(Tolerance >= 0 && Smoothing > 0 && double.IsFinite(Smoothing)))
            throw new ArgumentException(
                $"ex-post-mixture: tolerance is {Tolerance} and smoothing {Smoothing}; the first is not negative, the second positive.");
        context.NeedReal("ex-post-mixture");
        int latents = context.Posterior.Width;
        Parameter logits = scope.Parameter("logits", [Components], Initializer.Zeros);
        Parameter mean = scope.Parameter("mean", [Components, latents], Initializer.Zeros);
        Parameter factor = scope.Parameter("scale_tril", [Components, latents, latents], Initializer.Zeros);
        return new Fitted(this, logits, mean, factor, context);
    }

    private sealed class Fitted(ExPostMixturePrior settings, Parameter logits, Parameter mean, Parameter factor, PriorContext context) : Prior
    {
        private const int BlockRows = 1024, LeastCodes = 8192, MostDraws = 64;

        public override Distribution Of(Trace t)
        {
            ArgumentNullException.ThrowIfNull(t);
            if (t.IsIn(Before)) return context.Posterior.StandardPrior(t);
            // The parameter holds L - 1, so that one that is all 0 is N(0, 1).
            Tensor identity = t.Pass.Full([factor.Shape[1]], 1, t.DType).DiagonalMatrix();
            return Mixture.FromLogits(t.Pass[logits], MultivariateNormal.FromScaleTril(t.Pass[mean], t.Pass[factor] + identity));
        }

        public override IReadOnlyList<TrainingStage> Stages(LatentModel model)
        {
            Parameter[] own = [logits, mean, factor];
            return
            [
                new TrainingStage(Before, new StageModel(model, Before, [.. model.Parameters.Except(own)])),
                new TrainingStage(After, new StageModel(model, After, own)) { Epochs = 0, IsPlain = true, Begin = (train, key) => Fit(model, train, key) },
            ];
        }

        private void Fit(LatentModel model, IDataset train, RandomKey key)
        {
            List<double> codes = [];
            for (int first = 0; first < train.Count; first += BlockRows)
            {
                using Pass pass = Pass.Evaluation(key.Split("codes"));
                Batch batch = train.Get(first, Math.Min(BlockRows, train.Count - first), pass, key.Split("data"));
                Site site = model.Trace(pass, batch, TraceMode.Posterior())[context.Site];
                // Of few examples one draw each would be few points; a point is the same every time.
                int draws = site.Posterior is Delta ? 1 : Math.Clamp(LeastCodes / train.Count, 1, MostDraws);
                codes.AddRange((draws == 1 ? site : model.Trace(pass, batch, TraceMode.Posterior(draws))[context.Site]).Value!.ToDoubles());
            }

            GaussianMixtureFit fit = GaussianMixtureFit.Run(
                [.. codes], mean.Shape[1], settings.Components,
                new GaussianMixtureFitOptions { Iterations = settings.Iterations, Tolerance = settings.Tolerance, Smoothing = settings.Smoothing },
                    key.Split("start"));
            DType dtype = mean.Value.DType;
            Tensor identity = Tensor.Ones([mean.Shape[1]], DType.Float64).DiagonalMatrix();
            logits.Set(fit.LogWeights.To(dtype));
            mean.Set(fit.Means.To(dtype));
            factor.Set((fit.Factors - identity).To(dtype));
        }
    }
}
