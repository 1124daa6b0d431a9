using Darkhorse.Autograd;
using Darkhorse.Kernels.Dense;
using Darkhorse.Kernels.Recurrent;

namespace Darkhorse.Ops;

/// <summary>
/// A layer of LSTM or GRU cells over all steps of sequences of one length, as one op: the inputs of all steps are projected by one product, each step is a product and one pass over
/// its gates, and the gradients of the weights are one product over all steps.
/// </summary>
static class RecurrentLayers
{
    public static bool Suits(CellKind kind, Tensor data, in CellWeights weights, Tensor h0)
        => kind is CellKind.LSTM or CellKind.GRU && weights.Projection is null && data.DType is DType.Float32 or DType.Float64 && data.numel() > 0
            && data.DType == weights.Input.DType && data.DType == weights.Hidden.DType && data.DType == h0.DType && (weights.InputBias is null) == (weights.HiddenBias is null)
            && ReferenceEquals(data.Backend, weights.Hidden.Backend) && ReferenceEquals(data.Backend, h0.Backend);

    /// <param name="kind">LSTM or GRU.</param>
    /// <param name="size">The sizes.</param>
    /// <param name="data">[steps * batch, input].</param>
    /// <param name="weights">The parameters.</param>
    /// <param name="h0">[batch, hidden].</param>
    /// <param name="c0">[batch, hidden] for an LSTM.</param>
    /// <returns>The hidden states [steps * batch, hidden], and the cell states of an LSTM.</returns>
    public static (Tensor Outputs, Tensor? Cells) Run(CellKind kind, in RecurrentSize size, Tensor data, in CellWeights weights, Tensor h0, Tensor? c0)
    {
        (Tensor hidden, h0, c0) = (weights.Hidden.contiguous(), h0.contiguous(), c0?.contiguous());
        Tensor? inputBias = weights.InputBias?.contiguous(), hiddenBias = weights.HiddenBias?.contiguous();
        Tensor gates = Tensor.Empty(Layout.Contiguous(stackalloc[] { size.Steps * size.Batch, hidden.Sizes[0] }), data.DType, data), outputs = Empty(), second = Empty();
        if (inputBias is null) gates.Backend.Product(gates.Data, data.Data, weights.Input.Data, Transposed.Second, 1, 0);
        else gates.Backend.ProductWithBias(gates.Data, data.Data, weights.Input.Data, Transposed.Second, inputBias.Data);
        var biasData = hiddenBias?.Data ?? default;
        if (kind == CellKind.LSTM) gates.Backend.Lstm(size, gates.Data, hidden.Data, biasData, h0.Data, c0!.Data, outputs.Data, second.Data);
        else gates.Backend.Gru(size, gates.Data, hidden.Data, biasData, h0.Data, outputs.Data, second.Data);
        if (!GradMode.Enabled) return (outputs, second);
        List<Tensor> inputs = [data, weights.Input, hidden, h0];
        if (c0 is not null) inputs.Add(c0);
        if (inputBias is not null) inputs.AddRange(inputBias, hiddenBias!);
        bool tracks = false;
        foreach (var input in inputs) tracks |= input.requires_grad;
        if (!tracks) return (outputs, second);
        var node = new RecurrentNode(kind, size, [.. inputs], gates, outputs, second);
        outputs.SetGradFn(node, 0);
        if (kind == CellKind.LSTM) second.SetGradFn(node, 1);
        return (outputs, second);

        Tensor Empty() => Tensor.Empty(Layout.Contiguous(stackalloc[] { data.Sizes[0], h0.Sizes[1] }), data.DType, data);
    }
}

/// <summary>The gradients of a recurrent layer. While a graph of the pass itself is wanted, they are those of the same layer made of simpler ops.</summary>
sealed class RecurrentNode : Node
{
    const int Data = 0, InputWeight = 1, HiddenWeight = 2, FirstHidden = 3, FirstCell = 4;

    readonly CellKind _kind;
    readonly RecurrentSize _size;
    readonly Saved[] _inputs;
    readonly bool[] _tracked;
    Saved _gates, _outputs, _second;

    public RecurrentNode(CellKind kind, in RecurrentSize size, Tensor[] inputs, Tensor gates, Tensor outputs, Tensor second) : base(inputs)
    {
        (_kind, _size) = (kind, size);
        _inputs = Array.ConvertAll(inputs, input => new Saved(input));
        _tracked = Array.ConvertAll(inputs, input => input.requires_grad);
        (_gates, _outputs, _second) = (new(gates), new(outputs, isOutput: true), new(second, isOutput: true));
    }

    public override string Name => _kind == CellKind.LSTM ? "LstmBackward0" : "GruBackward0";

    internal override int OutputCount => 2;

    bool IsLstm => _kind == CellKind.LSTM;

    int FirstBias => IsLstm ? FirstCell + 1 : FirstCell;

    Tensor Input(int index) => _inputs[index].Get(this)!;

    internal override void Backward(in Flow flow)
    {
        if (GradMode.Enabled) BackwardByOps(flow);
        else if (IsLstm) BackwardLstm(flow);
        else BackwardGru(flow);
    }

    void BackwardLstm(in Flow flow)
    {
        Tensor gates = _gates.Get(this)!, h0 = Input(FirstHidden);
        Tensor? outputsGrad = flow.GradOf(0)?.contiguous(), cellsGrad = flow.GradOf(1)?.contiguous();
        Tensor grad = Like(gates), h0Grad = Like(h0), c0Grad = Like(h0);
        gates.Backend.LstmBackward(_size, gates.Data, _second.Get(this)!.Data, Input(FirstCell).Data, Input(HiddenWeight).Data, outputsGrad?.Data ?? default, cellsGrad?.Data ?? default, grad.Data, h0Grad.Data, c0Grad.Data);
        flow.To(FirstHidden, h0Grad);
        flow.To(FirstCell, c0Grad);
        PassParameters(flow, grad, grad);
    }

    void BackwardGru(in Flow flow)
    {
        if (flow.GradOf(0)?.contiguous() is not { } outputsGrad) return;
        Tensor gates = _gates.Get(this)!, h0 = Input(FirstHidden), projected = Like(gates), products = Like(gates), h0Grad = Like(h0);
        gates.Backend.GruBackward(_size, gates.Data, _second.Get(this)!.Data, _outputs.Get(this)!.Data, h0.Data, Input(HiddenWeight).Data, outputsGrad.Data, projected.Data, products.Data, h0Grad.Data);
        flow.To(FirstHidden, h0Grad);
        PassParameters(flow, projected, products);
    }

    static Tensor Like(Tensor x) => Tensor.Empty(x.Layout, x.DType, x);

    /// <param name="flow">Where the gradients go.</param>
    /// <param name="projected">The gradient of the projected inputs.</param>
    /// <param name="products">The gradient of the products with the states.</param>
    void PassParameters(in Flow flow, Tensor projected, Tensor products)
    {
        if (flow.Needs(Data)) flow.To(Data, Products.Multiply(projected, Input(InputWeight)));
        if (flow.Needs(InputWeight)) flow.To(InputWeight, Products.Multiply(projected, Input(Data), Transposed.First));
        if (flow.Needs(HiddenWeight)) flow.To(HiddenWeight, HiddenWeightGradient(products));
        if (Edges.Length == FirstBias) return;
        if (flow.Needs(FirstBias)) flow.To(FirstBias, projected.sum(0));
        if (flow.Needs(FirstBias + 1)) flow.To(FirstBias + 1, products.sum(0));
    }

    /// <summary>Each step's gradient meets the state before it: the outputs of the other steps, and the first state.</summary>
    Tensor HiddenWeightGradient(Tensor products)
    {
        Tensor result = Like(Input(HiddenWeight)), outputs = _outputs.Get(this)!, h0 = Input(FirstHidden);
        long gates = products.Sizes[1], hidden = outputs.Sizes[1], rows = (_size.Steps - 1) * _size.Batch;
        Layout later = Layout.Contiguous(stackalloc[] { rows, gates }), before = Layout.Contiguous(stackalloc[] { rows, hidden }), first = Layout.Contiguous(stackalloc[] { _size.Batch, gates });
        long firstRow = _size.StepAt(0) * _size.Batch, laterRow = _size.Reverse ? 0 : _size.Batch, beforeRow = _size.Batch - laterRow;
        result.Backend.Product(result.Data, products.Data.With(first, firstRow * gates), h0.Data, Transposed.First, 1, 0);
        if (rows > 0) result.Backend.Product(result.Data, products.Data.With(later, laterRow * gates), outputs.Data.With(before, beforeRow * hidden), Transposed.First, 1, 1);
        return result;
    }

    void BackwardByOps(in Flow flow)
    {
        // Aliases, so that the gradient of an input is not also that of another which it was made from.
        var inputs = new Tensor[_inputs.Length];
        List<Tensor> wanted = [], made = [], grads = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = _tracked[i] ? Input(i).expand(Input(i).Sizes) : Input(i);
            if (_tracked[i]) wanted.Add(inputs[i]);
        }
        bool biased = inputs.Length > FirstBias;
        var weights = new CellWeights(inputs[InputWeight], inputs[HiddenWeight], biased ? inputs[FirstBias] : null, biased ? inputs[FirstBias + 1] : null, null);
        var (outputs, cells) = ByOps(inputs[Data], weights, inputs[FirstHidden], IsLstm ? inputs[FirstCell] : null);
        if (flow.GradOf(0) is { } outputsGrad) Add(outputs, outputsGrad);
        if (flow.GradOf(1) is { } cellsGrad) Add(cells!, cellsGrad);
        var found = torch.autograd.grad(made, wanted, grads, create_graph: true, allow_unused: true);
        for (int i = 0, next = 0; i < inputs.Length; i++) if (_tracked[i]) flow.To(i, found[next++]);

        void Add(Tensor result, Tensor grad)
        {
            made.Add(result);
            grads.Add(grad);
        }
    }

    (Tensor Outputs, Tensor? Cells) ByOps(Tensor data, in CellWeights weights, Tensor h, Tensor? c)
    {
        var projected = LinearOps.Linear(data, weights.Input, weights.InputBias);
        Tensor[] outputs = new Tensor[_size.Steps], cells = new Tensor[_size.Steps];
        for (long order = 0; order < _size.Steps; order++)
        {
            long t = _size.StepAt(order);
            (h, c) = CellSteps.Step(_kind, projected.narrow(0, t * _size.Batch, _size.Batch), h, c, weights);
            (outputs[t], cells[t]) = (h, c!);
        }
        return (torch.cat(outputs), c is null ? null : torch.cat(cells));
    }

    internal override void Release()
    {
        for (int i = 0; i < _inputs.Length; i++) _inputs[i].Release();
        _gates.Release();
        _outputs.Release();
        _second.Release();
    }
}
