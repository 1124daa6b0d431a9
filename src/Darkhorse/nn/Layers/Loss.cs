using static Darkhorse.torch.nn;
using Reduction = Darkhorse.torch.nn.Reduction;

namespace Darkhorse;

/// <summary>A loss of 2 arguments.</summary>
public abstract class Loss<T1, T2, TResult> : Module<T1, T2, TResult>
{
    protected Loss(Reduction reduction = Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>What becomes of the losses of a batch.</summary>
    public Reduction reduction { get; }

    public override string GetName() => GetType().Name;
}

/// <summary>A loss of 2 arguments with a weight for each class or element.</summary>
public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
{
    protected WeightedLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(reduction) => register_buffer("weight", weight);

    public Tensor? weight => BufferOf("weight");
}

/// <summary>A loss of 3 arguments.</summary>
public abstract class Loss<T1, T2, T3, TResult> : Module<T1, T2, T3, TResult>
{
    protected Loss(Reduction reduction = Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>What becomes of the losses of a batch.</summary>
    public Reduction reduction { get; }

    public override string GetName() => GetType().Name;
}

/// <summary>A loss of 3 arguments with a weight for each class or element.</summary>
public abstract class WeightedLoss<T1, T2, T3, TResult> : Loss<T1, T2, T3, TResult>
{
    protected WeightedLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(reduction) => register_buffer("weight", weight);

    public Tensor? weight => BufferOf("weight");
}

/// <summary>A loss of 4 arguments.</summary>
public abstract class Loss<T1, T2, T3, T4, TResult> : Module<T1, T2, T3, T4, TResult>
{
    protected Loss(Reduction reduction = Reduction.Mean) : base("Loss") => this.reduction = reduction;

    /// <summary>What becomes of the losses of a batch.</summary>
    public Reduction reduction { get; }

    public override string GetName() => GetType().Name;
}

/// <summary>A loss of 4 arguments with a weight for each class or element.</summary>
public abstract class WeightedLoss<T1, T2, T3, T4, TResult> : Loss<T1, T2, T3, T4, TResult>
{
    protected WeightedLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(reduction) => register_buffer("weight", weight);

    public Tensor? weight => BufferOf("weight");
}
