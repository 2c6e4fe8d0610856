# What result.json keeps of Stryker's report. A mutant that was not compiled, or whose whole block is a mutant of its own, is not
# counted by Stryker and not here; a mutant that no test reaches has survived.
def percent: . * 10000 | round / 100;
[.files | to_entries[] | (.key | sub("^.*/src/StateMachine/"; "")) as $file | .value.mutants[] | . + { file: $file }] as $all
| ($all | map(select(.status == "Killed" or .status == "Timeout")) | length) as $killed
| ($all | map(select(.status == "Survived" or .status == "NoCoverage"))) as $survived
| ($all | map(select(.status == "Ignored" and .statusReason != "Removed by block already covered filter"))) as $ignored
| {
    score: (if $killed + ($survived | length) == 0 then 0 else $killed / ($killed + ($survived | length)) | percent end),
    killed: $killed,
    timedOut: ($all | map(select(.status == "Timeout")) | length),
    stryker: $version,
    hash: $hash,
    ignored: ($ignored | map({ file, line: .location.start.line, mutator: .mutatorName, reason: .statusReason })),
    survived: ($survived | sort_by(.file, .location.start.line, .location.start.column)
      | map({ file, line: .location.start.line, mutator: .mutatorName, covered: (.status == "Survived"), replacement: .replacement }))
  }
