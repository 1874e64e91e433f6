"""What the training steps share: the evidence lower bound of a Bernoulli VAE, and the variants of one optimiser step."""

import torch
import torch.nn.functional as F


def reparameterise(mean, log_variance):
    return mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)


def negative_elbo(logits, target, mean, log_variance):
    """Per example, in nats; the sum over the batch divided by its size."""
    reconstruction = F.binary_cross_entropy_with_logits(logits, target, reduction="sum")
    divergence = -0.5 * torch.sum(1 + log_variance - mean * mean - log_variance.exp())
    return (reconstruction + divergence) / target.shape[0]


def step(model, inputs, foreach):
    """One training step: forward, backward, Adam. Nothing is loaded or copied inside."""
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, foreach=foreach)

    def run():
        optimizer.zero_grad(set_to_none=True)
        model(inputs).backward()
        optimizer.step()

    return run


def binary(*shape):
    """Inputs as sparse as binarised digits."""
    return (torch.rand(*shape) < 0.2).float()
