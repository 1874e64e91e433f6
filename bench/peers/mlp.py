"""A training step of the MLP VAE 784-400-20-400-784: Bernoulli likelihood, ReLU, Adam."""

import torch
import torch.nn.functional as F
from torch import nn

from training import binary, negative_elbo, reparameterise, step


class MlpVae(nn.Module):
    """The two heads of the encoder are one matrix: one product is never slower than two."""

    def __init__(self, inputs, width, latent):
        super().__init__()
        self.encoder = nn.Linear(inputs, width)
        self.posterior = nn.Linear(width, 2 * latent)
        self.decoder = nn.Linear(latent, width)
        self.logits = nn.Linear(width, inputs)

    def forward(self, x):
        mean, log_variance = self.posterior(F.relu(self.encoder(x))).chunk(2, 1)
        z = reparameterise(mean, log_variance)
        return negative_elbo(self.logits(F.relu(self.decoder(z))), x, mean, log_variance)


def mlp_step(batch=128, inputs=784, width=400, latent=20):
    x = binary(batch, inputs)

    def fresh():
        return MlpVae(inputs, width, latent)

    return {
        "foreach": step(fresh(), x, foreach=True),
        "single tensor": step(fresh(), x, foreach=False),
        "script, foreach": step(torch.jit.script(fresh()), x, foreach=True),
    }


CASES = {"mlp-step": mlp_step}
