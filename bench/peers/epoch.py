"""One epoch of the MLP VAE 784-512-20 over images in memory: batches in random order, Adam, and the epoch's mean loss."""

import torch
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler

from mlp import MlpVae


class Images(Dataset):
    """Grey images in [0, 1]; asked for one by one, or a batch at a time."""

    def __init__(self, count, inputs):
        ink = (torch.rand(count, inputs) < 0.2).float()
        self.data = torch.rand(count, inputs) * ink

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.data[index]


def train(model, optimizer, batches):
    total = 0.0
    count = 0
    for x in batches:
        optimizer.zero_grad(set_to_none=True)
        loss = model(x)
        loss.backward()
        optimizer.step()
        total += loss.item() * x.shape[0]
        count += x.shape[0]
    return total / count


def epoch(images=10_000, inputs=784, width=512, latent=20, batch=100, loading="best"):
    data = Images(images, inputs)

    def indexed():
        order = torch.randperm(images)
        return (data.data[order[first:first + batch]] for first in range(0, images, batch))

    def loader():
        return DataLoader(data, sampler=BatchSampler(RandomSampler(data), batch, drop_last=False), batch_size=None)

    def items():
        return DataLoader(data, batch_size=batch, shuffle=True)

    def action(batches, script):
        model = MlpVae(inputs, width, latent)
        model = torch.jit.script(model) if script else model
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, foreach=True)
        return lambda: train(model, optimizer, batches())

    if loading == "items":
        # As trainers do that take any data set: examples one by one, collated.
        return {"items": action(items, script=False)}
    return {
        "indexed": action(indexed, script=False),
        "indexed, script": action(indexed, script=True),
        "batch sampler": action(loader, script=False),
    }


CASES = {"mnist-epoch": epoch}
