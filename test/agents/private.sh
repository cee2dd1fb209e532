#!/bin/sh
# Runs a command in a network namespace of its own, with nothing but loopback, where the machine allows that.
if unshare -rn ip link set lo up 2>/dev/null; then
  exec unshare -rn sh -c 'ip link set lo up && exec "$@"' sh "$@"
fi
echo 'test/agents: no private network namespace here; the agent is only told to stay local' >&2
exec "$@"
