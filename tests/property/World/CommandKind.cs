using KubeDirect.StateMachine;

namespace KubeDirect.Tests.Property.World;

internal enum CommandKind
{
    Scale,
    Template,
    Cordon,
    UserDeletes,
    Decide,
    Bind,
    Preempt,
    Retire,
    Deliver,
    DeliverLate,
    Connect,
    Runtime,
    ApiServes,
    ApiFails,
    ApiAnswers,
    Mark,
    Watch,
    WatchAgain,
    Run,
    Break,
    Crash,
    CutOff,
    ApiAway,
    PodFails,
    Excuse,
    Cancel,
    DeleteNode,
    RegisterNode,
}
