using System.Reflection;
using System.Runtime.CompilerServices;

namespace Repository.Tests;

/// <summary>Rules that hold for every type of the built assemblies under src.</summary>
public sealed class AssemblyRulesTests
{
    // Static state that stays, each with the reason.
    private static readonly HashSet<string> MayStay = new(StringComparer.Ordinal)
    {
    };

    public static TheoryData<string> Assemblies => new("Latent.Tensors", "Latent", "Latent.Cli");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_static_field_can_be_set_after_start(string assembly)
    {
        IEnumerable<string> wrong =
            from type in Types(assembly)
            from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where !field.IsLiteral && !Generated(field) && !Generated(type)
            where !field.IsInitOnly || field.IsDefined(typeof(ThreadStaticAttribute), inherit: false)
            let name = $"{type.FullName}.{field.Name}"
            where !MayStay.Contains(name)
            select $"{name}: global state makes results depend on what ran before. Let it flow as an argument.";
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_class_is_sealed_or_abstract(string assembly)
    {
        IEnumerable<string> wrong =
            from type in Types(assembly)
            where type.IsClass && !type.IsSealed && !type.IsAbstract && !Generated(type)
            select $"{type.FullName} is neither sealed nor abstract.";
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_engine_refers_to_no_other_assembly_of_ours()
    {
        Assert.DoesNotContain(Assembly.Load("Latent.Tensors").GetReferencedAssemblies(), static name => name.Name!.StartsWith("Latent", StringComparison.Ordinal));
        Assert.DoesNotContain(Assembly.Load("Latent").GetReferencedAssemblies(), static name => name.Name == "Latent.Cli");
    }

    private static Type[] Types(string assembly) => Assembly.Load(assembly).GetTypes();

    private static bool Generated(MemberInfo member)
    {
        for (MemberInfo? m = member; m is not null; m = m.DeclaringType)
        {
            if (m.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
                || m.IsDefined(typeof(System.CodeDom.Compiler.GeneratedCodeAttribute), inherit: false)
                || m.Name.Contains('<', StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}
