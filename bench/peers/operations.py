"""Single operations: matrix products and what surrounds them. Results go to kept memory where PyTorch offers it."""

import torch
import torch.nn.functional as F
from torch import nn


def quiet(action):
    """Runs without recording for gradients."""

    def run():
        with torch.inference_mode():
            action()

    return run


def only(action):
    return {"": quiet(action)}


def gemm(m=1024, n=1024, k=1024, left="n", right="n"):
    """result[m, n] = left[m, k] right[k, n]; "t" says that the factor is stored transposed."""
    a = torch.randn(m, k) if left == "n" else torch.randn(k, m).t()
    b = torch.randn(k, n) if right == "n" else torch.randn(n, k).t()
    out = torch.empty(m, n)
    return only(lambda: torch.mm(a, b, out=out))


def linear_relu(batch=128, inputs=784, outputs=400):
    layer, x = nn.Linear(inputs, outputs), torch.randn(batch, inputs)
    return {"": quiet(lambda: torch.relu_(layer(x))), "out of place": quiet(lambda: F.relu(layer(x)))}


def linear_relu_gradients(batch=128, inputs=784, outputs=400):
    layer, x = nn.Linear(inputs, outputs), torch.randn(batch, inputs, requires_grad=True)
    seed, sources = torch.randn(batch, outputs), [x, *layer.parameters()]
    return {"": lambda: torch.autograd.grad(F.relu(layer(x)), sources, seed)}


def map_of(function):
    def case(elements=1_000_000):
        x, out = torch.rand(elements) * 4 + 0.01, torch.empty(elements)
        return only(lambda: function(x, out=out))

    return case


def map_without_out(function):
    def case(elements=1_000_000):
        x = torch.rand(elements) * 4 + 0.01
        return only(lambda: function(x))

    return case


def rows_of(function):
    def case(rows=1024, columns=1024):
        x = torch.randn(rows, columns)
        return only(lambda: function(x))

    return case


def add(elements=1_000_000):
    a, b, out = torch.randn(elements), torch.randn(elements), torch.empty(elements)
    return only(lambda: torch.add(a, b, out=out))


def bernoulli(rows=128, columns=784):
    logits, target = torch.randn(rows, columns), (torch.rand(rows, columns) < 0.2).float()
    return only(lambda: F.binary_cross_entropy_with_logits(logits, target, reduction="none").sum(1))


def bernoulli_gradients(rows=128, columns=784):
    logits, target = torch.randn(rows, columns, requires_grad=True), (torch.rand(rows, columns) < 0.2).float()

    def run():
        torch.autograd.grad(F.binary_cross_entropy_with_logits(logits, target, reduction="sum"), logits)

    return {"": run}


def gaussian_divergence(rows=128, columns=20):
    mean, log_variance = torch.randn(rows, columns), torch.randn(rows, columns)
    return only(lambda: (-0.5 * (1 + log_variance - mean * mean - log_variance.exp())).sum(1))


def reparameterise(rows=128, columns=20):
    mean, log_variance = torch.randn(rows, columns), torch.randn(rows, columns)
    return only(lambda: mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance))


def normal(elements=1_000_000):
    out = torch.empty(elements)
    return only(lambda: out.normal_())


def uniform(elements=1_000_000):
    out = torch.empty(elements)
    return only(lambda: out.uniform_())


def layer_norm(rows=1024, columns=1024):
    x, weight, bias = torch.randn(rows, columns), torch.ones(columns), torch.zeros(columns)
    return only(lambda: F.layer_norm(x, (columns,), weight, bias))


def adam(parameters=652_000):
    """One flat parameter, and one parameter per layer as the MLP has them: whichever is faster."""

    def over(shapes, foreach):
        values = [torch.randn(*shape).requires_grad_(True) for shape in shapes]
        for value in values:
            value.grad = torch.randn_like(value)
        return torch.optim.Adam(values, lr=1e-3, foreach=foreach).step

    return {"single tensor": over([(parameters,)], False), "foreach": over([(parameters,)], True)}


def adam_clipped(parameters=652_000):
    """Adam behind clip_grad_norm_, which reads the gradient, and scales it in place whatever its norm."""

    def over(foreach):
        values = [torch.randn(parameters).requires_grad_(True)]
        values[0].grad = torch.randn_like(values[0])
        step = torch.optim.Adam(values, lr=1e-3, foreach=foreach).step

        def run():
            torch.nn.utils.clip_grad_norm_(values, 1.0)
            step()

        return run

    return {"single tensor": over(False), "foreach": over(True)}


CASES = {
    "gemm": gemm,
    "linear-relu": linear_relu,
    "linear-relu-gradients": linear_relu_gradients,
    "add": add,
    "exp": map_of(torch.exp),
    "log": map_of(torch.log),
    "tanh": map_of(torch.tanh),
    "sigmoid": map_of(torch.sigmoid),
    "erf": map_of(torch.erf),
    "lgamma": map_of(torch.lgamma),
    "softplus": map_without_out(F.softplus),
    "gelu": map_without_out(F.gelu),
    "relu": map_without_out(F.relu),
    "sum": map_without_out(torch.sum),
    "logsumexp": rows_of(lambda x: torch.logsumexp(x, 1)),
    "softmax": rows_of(lambda x: torch.softmax(x, 1)),
    "sum-rows": rows_of(lambda x: x.sum(1)),
    "sum-columns": rows_of(lambda x: x.sum(0)),
    "layer-norm": layer_norm,
    "bernoulli": bernoulli,
    "bernoulli-gradients": bernoulli_gradients,
    "gaussian-divergence": gaussian_divergence,
    "reparameterise": reparameterise,
    "normal": normal,
    "uniform": uniform,
    "adam": adam,
    "adam-clipped": adam_clipped,
}
