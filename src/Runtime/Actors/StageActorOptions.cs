using System.ComponentModel.DataAnnotations;
using KubeDirect.Primitives;

namespace KubeDirect.Runtime.Actors;

/// <summary>Bounds and surroundings of an actor. Immutable; checked when an actor is made.</summary>
public sealed record StageActorOptions : IValidatableObject
{
    /// <summary>How many messages wait before a link's reader has to wait, which in the end slows the peer down; at least 1.</summary>
    [Positive]
    public int MailboxCapacity { get; init; } = 4096;

    /// <summary>How many inputs, and then how many decisions, one turn takes at most; at least 1.</summary>
    [Positive]
    public int Slice { get; init; } = 256;

    /// <summary>The links' settings.</summary>
    public LinkOptions Links { get; init; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// Where the loops of the actor and of its links run. The server of incoming connections chooses this for the loops that serve them.
    /// </summary>
    public TaskScheduler TaskScheduler { get; init; } = TaskScheduler.Default;

    /// <summary>
    /// Called with one sentence if a step failed, after which the stage does nothing any more. Called at most once for a stage, on its
    /// loop.
    /// </summary>
    public Action<string> Failed { get; init; } = _ => { };

    /// <summary>The observers of every step.</summary>
    public IReadOnlyList<IStepObserver> Observers { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OptionsCheck.FailureOf(Links) is { } failure)
        {
            yield return new ValidationResult(failure);
        }
    }
}
