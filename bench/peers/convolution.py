"""A training step of the convolutional VAE: 1-32-64 channels, 4x4 kernels, stride 2, padding 1, linear 3136-256-20, mirrored."""

import torch
import torch.nn.functional as F
from torch import nn

from training import binary, negative_elbo, reparameterise, step


class ConvVae(nn.Module):
    def __init__(self, channels, hidden, latent):
        super().__init__()
        self.channels = channels
        features = 2 * channels * 7 * 7
        self.down1 = nn.Conv2d(1, channels, 4, 2, 1)
        self.down2 = nn.Conv2d(channels, 2 * channels, 4, 2, 1)
        self.encoder = nn.Linear(features, hidden)
        self.posterior = nn.Linear(hidden, 2 * latent)
        self.decoder1 = nn.Linear(latent, hidden)
        self.decoder2 = nn.Linear(hidden, features)
        self.up1 = nn.ConvTranspose2d(2 * channels, channels, 4, 2, 1)
        self.up2 = nn.ConvTranspose2d(channels, 1, 4, 2, 1)

    def forward(self, x):
        h = F.relu(self.down2(F.relu(self.down1(x))))
        h = F.relu(self.encoder(h.flatten(1)))
        mean, log_variance = self.posterior(h).chunk(2, 1)
        z = reparameterise(mean, log_variance)
        h = F.relu(self.decoder2(F.relu(self.decoder1(z)))).view(-1, 2 * self.channels, 7, 7)
        return negative_elbo(self.up2(F.relu(self.up1(h))), x, mean, log_variance)


def without_onednn(action):
    def run():
        with torch.backends.mkldnn.flags(enabled=False):
            action()

    return run


def conv_step(batch=128, channels=32, hidden=256, latent=20):
    x = binary(batch, 1, 28, 28)
    wide = x.to(memory_format=torch.channels_last)

    def fresh():
        return ConvVae(channels, hidden, latent)

    def fresh_wide():
        return fresh().to(memory_format=torch.channels_last)

    return {
        "oneDNN": step(fresh(), x, foreach=True),
        "oneDNN, channels last": step(fresh_wide(), wide, foreach=True),
        "native": without_onednn(step(fresh(), x, foreach=True)),
        "native, channels last": without_onednn(step(fresh_wide(), wide, foreach=True)),
    }


def layer(module, inputs):
    """Forward and both gradients of one layer."""
    inputs.requires_grad_(True)
    seed = torch.randn_like(module(inputs))
    sources = [inputs, *module.parameters()]

    def run():
        torch.autograd.grad(module(inputs), sources, seed)

    return {"oneDNN": run, "native": without_onednn(run)}


def conv2d(batch=128):
    return layer(nn.Conv2d(32, 64, 4, 2, 1), torch.randn(batch, 32, 14, 14))


def conv2d_transposed(batch=128):
    return layer(nn.ConvTranspose2d(64, 32, 4, 2, 1), torch.randn(batch, 64, 7, 7))


CASES = {"conv-step": conv_step, "conv2d": conv2d, "conv2d-transposed": conv2d_transposed}
