return Bench.Timing.Serve(args);
