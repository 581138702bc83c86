package dev.plumbline.engine;

import org.jspecify.annotations.Nullable;

/// The change that an adapter makes to one module: some rows of a leaf of the forward pass.
final class LowRankChange {
    private final AdapterLayout.Target target;
    private final double scale;
    private final boolean decomposed;
    private final Parameters parameters;

    LowRankChange(AdapterLayout.Target target, AdapterConfig config, Parameters parameters) {
        this.target = target;
        this.scale = config.scale(target.module());
        this.decomposed = config.decomposed();
        this.parameters = parameters;
    }

    /// The first row that it changes.
    long first() {
        return target.first();
    }

    /// How many rows.
    long rows() {
        return target.count();
    }

    /// x [.., in] and what the rows gave so far [.., rows] -> what they give now.
    ///
    /// Decomposed, with W these rows of the base and n the lengths of the rows of W + scale B A:
    /// (m / n) (y - bias + scale B A x) + bias. n counts as a constant (Liu et al. 2024, 4.3).
    Tensor of(Tensor x, Tensor y, Tensor base, @Nullable Tensor bias, DType compute) {
        Tensor delta =
                x.linear(a().to(compute), null).linear(b().to(compute), null).mul(scale);
        if (!decomposed) {
            return y.add(delta);
        }
        Tensor share = magnitude().div(lengths(base)).to(compute);
        if (bias == null) {
            return y.add(delta).mul(share);
        }
        Tensor own = bias.narrow(0, target.first(), target.count()).to(compute);
        return y.sub(own).add(delta).mul(share).add(own);
    }

    /// These rows of the base with the change in them: [rows, in].
    Tensor merged(Tensor base) {
        Tensor sum = sum(base);
        return decomposed ? sum.mul(magnitude().div(lengths(base)).view(-1, 1)) : sum;
    }

    private Tensor lengths(Tensor base) {
        return sum(base).square().sum(1).sqrt().detach();
    }

    private Tensor sum(Tensor base) {
        return target.rows(base).add(b().matmul(a()).mul(scale));
    }

    private Tensor a() {
        return parameters.leaf(target.a());
    }

    private Tensor b() {
        return target.storage().inOwnOrder(parameters.leaf(target.b()));
    }

    private Tensor magnitude() {
        return target.storage().inOwnOrder(parameters.leaf(target.magnitude()));
    }
}
