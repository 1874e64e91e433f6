using System.Globalization;
using Latent.Data.Columns;
using Latent.Data.Formats;
using Latent.Tensors;

namespace Latent.Data.Sources;

/// <summary>Columns from arrays of files.</summary>
internal static class ArrayColumns
{
    // Whole numbers up to here name classes; more different ones are no classes but values.
    private const int MostClasses = 10_000;

    /// <summary>An array as what is modelled.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="array">[examples, ...], with at most five axes after the first.</param>
    /// <param name="levels">0, or how many values an element can take.</param>
    /// <param name="missing">Whether NaN is a missing value.</param>
    /// <param name="type">The element type of batches.</param>
    public static ArrayColumn Values(string name, NumberArray array, int levels, bool missing, DType type)
    {
        if (levels is < 0 or 1)
            throw new ArgumentException($"levels is {levels}; give 2 or more for intensities, 0 for numbers as they are.", nameof(levels));
        ReadOnlySpan<int> dimensions = array.Dimensions.AsSpan();
        long size = 1;
        foreach (int extent in dimensions.Length == 0 ? [] : dimensions[1..])
            size *= extent; // at most eight axes of a checked total
        if (dimensions.Length is 0 or > Shape.MaxRank || size is 0 or > int.MaxValue || dimensions[0] == 0)
        {
            throw new DataFormatException(array.Name, null,
                $"it has the shape [{string.Join(", ", array.Dimensions)}], in which there are no examples.",
                $"The first axis runs over the examples, up to {Shape.MaxRank - 1} others over their elements, none of length 0.");
        }

        return new ArrayColumn(new DataColumn(name, Shape.Create(dimensions[1..])) { Levels = levels, HasMissing = missing, Type = type }, array);
    }

    /// <summary>An array as classes: text, or whole numbers from 0 on.</summary>
    public static ValueColumn Classes(string name, NumberArray array)
    {
        if (array.Dimensions.Length == 0 || array.Count != array.Dimensions[0])
        {
            throw new DataFormatException(array.Name, null,
                $"it has the shape [{string.Join(", ", array.Dimensions)}], which is not one class per example.", "Name the array that has the classes.");
        }

        if (!array.Format.IsNumber)
        {
            string[] texts = array.ToStrings();
            return Named(name, texts);
        }

        double[] numbers = array.ToDoubles();
        double largest = 1;
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!(numbers[i] is >= 0 and < MostClasses && double.IsInteger(numbers[i])))
            {
                throw new DataFormatException(array.Name, array.FirstByte + ((long)i * array.Format.Size),
                    string.Create(CultureInfo.InvariantCulture, $"the class of example {i} is {numbers[i]}."),
                    $"A class is a whole number from 0 to {MostClasses - 1}, or text.");
            }

            largest = Math.Max(largest, numbers[i]);
        }

        return new ValueColumn(new DataColumn(name, []) { Classes = ClassNames.Numbers((int)largest + 1) }, numbers);
    }

    /// <summary>Texts as classes, numbered in the order of the texts.</summary>
    public static ValueColumn Named(string name, IReadOnlyList<string> texts)
    {
        string[] classes = [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        double[] numbers = [.. texts.Select(text => (double)Array.BinarySearch(classes, text, StringComparer.Ordinal))];
        return new ValueColumn(new DataColumn(name, []) { Classes = classes.Length > 1 ? classes : [.. classes, "(none)"] }, numbers);
    }
}
