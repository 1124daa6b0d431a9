namespace Darkhorse.Ops;

/// <summary>What a recurrent cell computes.</summary>
enum CellKind
{
    Tanh,
    ReLU,
    LSTM,
    GRU,
}

/// <summary>The parameters of one layer in one direction.</summary>
readonly record struct CellWeights(Tensor Input, Tensor Hidden, Tensor? InputBias, Tensor? HiddenBias, Tensor? Projection);

/// <summary>One step of each kind of cell.</summary>
static class CellSteps
{
    /// <summary>The next hidden state (and cell state of an LSTM) from the projected input and the state before.</summary>
    /// <param name="kind">The cell.</param>
    /// <param name="projected">W_ih x + b_ih: [N, gates * hidden].</param>
    /// <param name="h">The hidden state: [N, hidden].</param>
    /// <param name="c">The cell state of an LSTM.</param>
    /// <param name="weights">The parameters.</param>
    public static (Tensor H, Tensor? C) Step(CellKind kind, Tensor projected, Tensor h, Tensor? c, in CellWeights weights)
    {
        var recurrent = LinearOps.Linear(h, weights.Hidden, weights.HiddenBias);
        if (kind == CellKind.GRU) return (Gru(projected, recurrent, h), null);
        var gates = projected + recurrent;
        if (kind == CellKind.Tanh) return (gates.tanh(), null);
        if (kind == CellKind.ReLU) return (gates.relu(), null);
        long size = c!.Sizes[^1];
        Tensor input = Gate(gates, 0, size).sigmoid(), forget = Gate(gates, 1, size).sigmoid(), candidate = Gate(gates, 2, size).tanh(), output = Gate(gates, 3, size).sigmoid();
        var cell = forget * c + input * candidate;
        var hidden = output * cell.tanh();
        return (weights.Projection is { } projection ? LinearOps.Linear(hidden, projection) : hidden, cell);
    }

    static Tensor Gru(Tensor projected, Tensor recurrent, Tensor h)
    {
        long size = h.Sizes[^1];
        var reset = (Gate(projected, 0, size) + Gate(recurrent, 0, size)).sigmoid();
        var update = (Gate(projected, 1, size) + Gate(recurrent, 1, size)).sigmoid();
        var candidate = (Gate(projected, 2, size) + reset * Gate(recurrent, 2, size)).tanh();
        return candidate + update * (h - candidate);
    }

    static Tensor Gate(Tensor gates, int number, long size) => gates.narrow(-1, number * size, size);
}
