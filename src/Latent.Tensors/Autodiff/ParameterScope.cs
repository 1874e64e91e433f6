namespace Latent.Tensors;

/// <summary>Where a scope's parameters get their first values: an initialiser or a file.</summary>
public interface IParameterSource
{
    /// <summary>The value of a parameter that is being made.</summary>
    /// <param name="name">The full path.</param>
    /// <param name="shape">The shape the layer asks for.</param>
    /// <param name="dtype">The element type of the scope.</param>
    /// <param name="initializer">How the layer would initialise it.</param>
    /// <returns>A free tensor of that shape and type.</returns>
    Tensor Create(string name, Shape shape, DType dtype, Initializer initializer);
}

/// <summary>
/// The only way to make parameters: a path into a model's tree of names. Making a parameter registers, names and initialises (or loads) it in
/// one act, so that none can be forgotten.
/// </summary>
/// <example><c>var encoder = new Linear(scope / "encoder" / "0", 784, 400);</c> makes <c>encoder.0.weight</c> and <c>encoder.0.bias</c>.</example>
public sealed class ParameterScope
{
    private readonly IParameterSource _source;
    private readonly Registry _registry;

    private ParameterScope(string path, DType dtype, IParameterSource source, Registry registry)
    {
        Path = path;
        DType = dtype;
        _source = source;
        _registry = registry;
    }

    /// <summary>The path of this scope; empty for the root.</summary>
    public string Path { get; }

    /// <summary>The element type of the parameters.</summary>
    public DType DType { get; }

    /// <summary>All parameters made under the root so far, in the order they were made.</summary>
    public IReadOnlyList<Parameter> Parameters => _registry.List;

    /// <summary>A root scope whose parameters are initialised from a key; each parameter's numbers depend on its name, not on the order.</summary>
    public static ParameterScope Initialize(RandomKey key, DType dtype = DType.Float32) =>
        From(new KeyedSource(key.For(RandomPurpose.Initialization)), dtype);

    /// <summary>A root scope whose parameters come from a source, for instance a file.</summary>
    public static ParameterScope From(IParameterSource source, DType dtype = DType.Float32)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new("", dtype, source, new Registry());
    }

    /// <summary>The scope below this one.</summary>
    public static ParameterScope operator /(ParameterScope scope, string name) => scope.Enter(name);

    /// <summary>The scope below this one; the same as <c>scope / name</c>.</summary>
    public ParameterScope Enter(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(Join(name), DType, _source, _registry);
    }

    /// <summary>Makes a parameter.</summary>
    /// <param name="name">Its name in this scope, such as <c>weight</c>.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="initializer">Its first values.</param>
    /// <exception cref="ArgumentException">The path has been used already.</exception>
    public Parameter Parameter(string name, Shape shape, Initializer initializer)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(initializer);
        string path = Join(name);
        Tensor value = _source.Create(path, shape, DType, initializer);
        if (value.Shape != shape) Throw.ShapeMismatch("ParameterScope", path, shape, value.Shape);
        Parameter parameter = new(path, value);
        _registry.Add(parameter);
        return parameter;
    }

    private string Join(string name) => Path.Length == 0 ? name : Path + "." + name;

    private sealed class Registry
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public List<Parameter> List { get; } = [];

        public void Add(Parameter parameter)
        {
            if (!_names.Add(parameter.Name))
                throw new ArgumentException($"ParameterScope: there is already a parameter '{parameter.Name}'; give each layer a scope of its own.");
            List.Add(parameter);
        }
    }

    private sealed class KeyedSource(RandomKey key) : IParameterSource
    {
        public Tensor Create(string name, Shape shape, DType dtype, Initializer initializer)
        {
            Tensor value = Tensor.Zeros(shape, dtype);
            initializer.Fill(value, key.Split(name));
            return value;
        }
    }
}
