using System.Collections;

namespace Darkhorse.Data;

/// <summary>How far a pass has come.</summary>
sealed class PassState(byte[] start)
{
    /// <summary>The state of the generator that decided the order, before it did.</summary>
    public byte[] Start => start;

    /// <summary>Batches that the loop has had.</summary>
    public long Served { get; set; }

    public bool Ended { get; set; }
}

/// <summary>
/// One pass over a loader. Indices are taken from the sampler on the caller's thread, in order; batches come out in that order, however many workers load
/// them, and a failure comes out in the place of its batch.
/// </summary>
sealed class BatchEnumerator<T, S> : IEnumerator<S>, IAsyncEnumerator<S>
{
    // Batches in the making for each worker: PyTorch's prefetch_factor.
    const int AheadPerWorker = 2;

    readonly Modules.DataLoader<T, S> _loader;
    readonly IEnumerator<long[]> _order;
    readonly Queue<Request<S>> _ahead = new();
    readonly Crew<S>? _crew;
    readonly CancellationToken _cancellation;
    readonly PassState _pass;
    long _asked;
    bool _ended;

    public BatchEnumerator(Modules.DataLoader<T, S> loader, IEnumerator<long[]> order, int workers, long seed, PassState pass, CancellationToken cancellation)
    {
        (_loader, _order, _pass, _cancellation, _asked) = (loader, order, pass, cancellation, pass.Served);
        if (workers > 0) _crew = new(workers, (request, stop) => loader.LoadSeeded(request.Indices, unchecked((ulong)seed + (ulong)request.Number), stop));
        else GC.SuppressFinalize(this);
    }

    ~BatchEnumerator() => _crew?.Stop(wait: false);

    public S Current { get; private set; } = default!;

    object? IEnumerator.Current => Current;

    public bool MoveNext()
    {
        if (_crew is null)
        {
            if (_ended || !_order.MoveNext()) return End();
            return Serve(_loader.Load(_order.Current, default));
        }
        if (!Prepare()) return End();
        return Serve(_ahead.Dequeue().Result.Task.GetAwaiter().GetResult());
    }

    public async ValueTask<bool> MoveNextAsync()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (!Prepare()) return End();
        var next = _ahead.Peek().Result.Task;
        if (!next.IsCompleted) await Task.WhenAny(next).WaitAsync(_cancellation).ConfigureAwait(false);
        _ahead.Dequeue();
        return Serve(await next.ConfigureAwait(false));
    }

    bool Serve(S batch)
    {
        Current = batch;
        _pass.Served++;
        return true;
    }

    /// <summary>Asks for more batches, up to the limit; false if there are none to come.</summary>
    bool Prepare()
    {
        while (!_ended && _ahead.Count < AheadPerWorker * _crew!.Workers)
        {
            if (!_order.MoveNext())
            {
                _ended = true;
                break;
            }
            var request = new Request<S>(_asked++, _order.Current);
            _ahead.Enqueue(request);
            _crew.Ask(request);
        }
        return _ahead.Count > 0;
    }

    bool End()
    {
        _ended = _pass.Ended = true;
        Current = default!;
        return false;
    }

    public void Dispose()
    {
        _ended = true;
        _order.Dispose();
        if (_crew is null) return;
        _crew.Stop(wait: true);
        while (_ahead.TryDequeue(out var request))
            if (_loader.DisposeBatch && request.Result.Task.IsCompletedSuccessfully) Release(request.Result.Task.Result);
        GC.SuppressFinalize(this);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Reset() => throw new NotSupportedException("a pass over a data loader cannot be reset; enumerate the loader again");

    /// <summary>Gives a batch that nobody has seen back.</summary>
    static void Release(S batch)
    {
        switch (batch)
        {
            case IDisposable one:
                one.Dispose();
                break;
            case IEnumerable<Tensor> several:
                foreach (var tensor in several) tensor.Dispose();
                break;
            case Dictionary<string, Tensor> named:
                foreach (var tensor in named.Values) tensor.Dispose();
                break;
        }
    }
}
