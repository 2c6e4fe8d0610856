using System.Reflection;
using KubeDirect.StateMachine;
using Xunit;

namespace KubeDirect.Tests.Unit.StateMachine;

/// <summary>The tree of the code is the tree of the specification.</summary>
public sealed class ActionTests
{
    /// <summary>What happens to the chain from outside. The tests take these actions, and the world outside a process does.</summary>
    private const string Environment = nameof(Environment);

    /// <summary>Steps that are no actions: the specification takes what they tell for known. See their comments.</summary>
    private static readonly string[] NoActions =
    [
        "BindingPolicy.Park",
        "Watches.Listed",
        "Watches.ObserveReplicaSet",
        "Watches.ObserveShape",
    ];

    [Fact]
    public void Each_action_of_a_module_is_a_step_of_the_class_of_that_name_and_no_other_step_is_there()
    {
        var actions = new TlaModules()
            .Actions()
            .Where(action => action.Module != Environment)
            .Select(action => $"{action.Module}.{MethodOf(action)}");
        Assert.Equal(actions.Order(StringComparer.Ordinal), Steps().Except(NoActions).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_steps_that_are_no_actions_are_those_that_the_code_says_are_none() =>
        Assert.Equal(NoActions, Steps().Intersect(NoActions).Order(StringComparer.Ordinal));

    [Fact]
    public void The_specification_has_actions_of_the_environment() =>
        Assert.Contains((Environment, "Crash"), new TlaModules().Actions());

    /// <summary>
    /// Where two classes have a step of the same name, the specification adds the stage to it; a class of that name needs no addition.
    /// </summary>
    private static string MethodOf((string Module, string Name) action) =>
        action.Name.EndsWith("_" + action.Module, StringComparison.Ordinal)
            ? action.Name[..^(action.Module.Length + 1)]
            : action.Name;

    /// <summary>
    /// Every method, but private ones, that makes a step of a state, as class and name. <c>Emit</c> only packs what it is given.
    /// </summary>
    private static IEnumerable<string> Steps() =>
        from type in typeof(IStageState).Assembly.GetTypes()
        where type.IsAbstract && type.IsSealed && type.Name != "Emit"
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !method.IsPrivate && method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Step<>)
        group method by $"{type.Name}.{method.Name}" into step
        select step.Key;
}
