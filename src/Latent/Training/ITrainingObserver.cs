namespace Latent.Training;

/// <summary>Is told what a training does. Called on the training's thread; what an observer does cannot change the result.</summary>
public interface ITrainingObserver
{
    /// <summary>After each step.</summary>
    void OnStep(StepReport step)
    {
    }

    /// <summary>After each evaluation.</summary>
    void OnPoint(TrainingPoint point)
    {
    }

    /// <summary>Training diverged and goes on from its last good evaluation at a lower rate.</summary>
    /// <param name="error">What diverged.</param>
    /// <param name="step">The step it goes on from.</param>
    /// <param name="rateFactor">What the step size of the settings is multiplied by from now on.</param>
    void OnRollBack(TrainingDivergedException error, long step, double rateFactor)
    {
    }
}
