# A program that does something for $1 seconds, with a child of its own, as programs that compute have. Both say
# their pids beside the workspace. The one whose number stands there under `held` does not end by itself for ten minutes.
at="${MLIP_SCRATCH%%/.mlip/*}"
echo $$ >>"$at.programs"
[ "$(wc -l <"$at.programs")" -eq "$(cat "$at.held" 2>/dev/null || echo 0)" ] && last=600 || last=$1
sleep "$last" &
echo $! >>"$at.programs-children"
wait $!
