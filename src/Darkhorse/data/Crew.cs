namespace Darkhorse.Data;

/// <summary>A batch asked for, and the promise of it.</summary>
sealed class Request<S>(long number, long[] indices)
{
    public long Number => number;
    public long[] Indices => indices;

    // Continuations run elsewhere: a worker must not run what comes after "await".
    public TaskCompletionSource<S> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Threads that load the batches they are asked for, each request by one of them. They know nothing of the loop they work for: a loop that is dropped
/// without being disposed is finalized, and stops them.
/// </summary>
sealed class Crew<S>
{
    readonly Queue<Request<S>> _requests = new();
    readonly Func<Request<S>, CancellationToken, S> _load;
    readonly CancellationTokenSource _stop = new();
    readonly Thread[] _threads;

    public Crew(int workers, Func<Request<S>, CancellationToken, S> load)
    {
        _load = load;
        _threads = new Thread[workers];
        for (int i = 0; i < workers; i++)
        {
            _threads[i] = new(Work) { IsBackground = true, Name = $"data loader {i}" };
            _threads[i].Start();
        }
    }

    public int Workers => _threads.Length;

    public void Ask(Request<S> request)
    {
        lock (_requests)
        {
            _requests.Enqueue(request);
            Monitor.Pulse(_requests);
        }
    }

    /// <summary>Lets the workers finish the element they are at, and no more.</summary>
    public void Stop(bool wait)
    {
        _stop.Cancel();
        lock (_requests) Monitor.PulseAll(_requests);
        if (!wait) return;
        foreach (var thread in _threads)
            if (thread != Thread.CurrentThread) thread.Join();
    }

    void Work()
    {
        while (Next() is { } request)
        {
            try
            {
                request.Result.SetResult(_load(request, _stop.Token));
            }
            catch (Exception error)
            {
                request.Result.SetException(error);
            }
        }
    }

    Request<S>? Next()
    {
        lock (_requests)
        {
            while (!_stop.IsCancellationRequested)
            {
                if (_requests.TryDequeue(out var request)) return request;
                Monitor.Wait(_requests);
            }
            return null;
        }
    }
}
