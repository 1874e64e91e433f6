using System.Globalization;

namespace Latent.Optimization.Schedules;

internal sealed record PiecewiseConstantSchedule : Schedule
{
    private readonly PointList _points;

    public PiecewiseConstantSchedule((long Step, double Value)[] points, string schedule)
    {
        _points = new PointList(points, schedule);
        if (points[0].Step != 0)
        {
            throw new ArgumentException(
                $"Schedule.{schedule}: the first value is for step {points[0].Step}; what holds at step 0 must be said.", nameof(points));
        }
    }

    public override string ToString() => $"piecewise constant {_points}";

    protected override double ValueAt(long step) => _points[_points.Before(step)].Value;
}

internal sealed record PiecewiseLinearSchedule : Schedule
{
    private readonly PointList _points;

    public PiecewiseLinearSchedule((long Step, double Value)[] points) => _points = new PointList(points, nameof(PiecewiseLinear));

    public override string ToString() => $"piecewise linear {_points}";

    protected override double ValueAt(long step)
    {
        int i = _points.Before(step);
        if (i < 0) return _points[0].Value;
        (long start, double from) = _points[i];
        if (i == _points.Count - 1) return from;
        (long end, double to) = _points[i + 1];
        return ScheduleChecks.Mix(from, to, (double)(step - start) / (end - start));
    }
}

/// <summary>Points of ascending steps, equal if all are, so that schedules compare by value.</summary>
internal sealed class PointList : IEquatable<PointList>
{
    private readonly (long Step, double Value)[] _points;

    public PointList((long Step, double Value)[] points, string schedule)
    {
        if (points.Length == 0) throw new ArgumentException($"Schedule.{schedule}: there are no points.", nameof(points));
        for (int i = 0; i < points.Length; i++)
        {
            ScheduleChecks.Finite(points[i].Value, schedule, $"the value at step {points[i].Step}");
            if (i > 0 ? points[i].Step <= points[i - 1].Step : points[i].Step < 0)
            {
                throw new ArgumentException(
                    $"Schedule.{schedule}: step {points[i].Step} follows {(i > 0 ? points[i - 1].Step : "nothing")}; steps ascend from 0.",
                    nameof(points));
            }
        }

        _points = points;
    }

    public int Count => _points.Length;

    public (long Step, double Value) this[int index] => _points[index];

    /// <summary>The last point at or before a step; -1 if there is none.</summary>
    public int Before(long step)
    {
        int low = 0, high = _points.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_points[middle].Step <= step) low = middle + 1;
            else high = middle;
        }

        return low - 1;
    }

    public bool Equals(PointList? other) => other is not null && _points.AsSpan().SequenceEqual(other._points);

    public override bool Equals(object? obj) => Equals(obj as PointList);

    public override int GetHashCode() => HashCode.Combine(_points.Length, _points[0], _points[^1]);

    public override string ToString() =>
        string.Join(", ", _points.Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Step}: {p.Value}")));
}
