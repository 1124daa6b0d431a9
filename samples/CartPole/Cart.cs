namespace CartPole;

/// <summary>
/// A pole on a cart that is pushed left or right (Barto, Sutton and Anderson, "Neuronlike adaptive elements that can solve difficult learning control problems", 1983).
/// A cart of 1 kg, a pole of 0.1 kg and 1 m, pushes of 10 N, steps of 20 ms.
/// </summary>
sealed class Cart(Random random)
{
    const double Gravity = 9.8, PoleMass = 0.1, Mass = 1 + PoleMass, HalfLength = 0.5, Push = 10, Step = 0.02;
    const double Edge = 2.4, Fallen = 12 * Math.PI / 180;
    public const int Longest = 500;

    double _x, _speed, _angle, _turn;

    public int Steps { get; private set; }
    public bool Ended { get; private set; }

    /// <summary>Place, speed, angle and turn.</summary>
    public float[] Seen => [(float)_x, (float)_speed, (float)_angle, (float)_turn];

    public void Restart()
    {
        double Near() => random.NextDouble() * 0.1 - 0.05;
        (_x, _speed, _angle, _turn, Steps, Ended) = (Near(), Near(), Near(), Near(), 0, false);
    }

    public void Act(bool right)
    {
        double sin = Math.Sin(_angle), cos = Math.Cos(_angle);
        double pull = ((right ? Push : -Push) + PoleMass * HalfLength * _turn * _turn * sin) / Mass;
        double turning = (Gravity * sin - cos * pull) / (HalfLength * (4.0 / 3 - PoleMass * cos * cos / Mass));
        double speeding = pull - PoleMass * HalfLength * turning * cos / Mass;
        (_x, _speed, _angle, _turn) = (_x + Step * _speed, _speed + Step * speeding, _angle + Step * _turn, _turn + Step * turning);
        Steps++;
        Ended = Math.Abs(_x) > Edge || Math.Abs(_angle) > Fallen || Steps >= Longest;
    }
}
