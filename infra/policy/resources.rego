# No container without a request and a limit: what has none takes what its neighbours need.
package main

import data.lib.kubernetes as k

deny contains k.refusal(input, sprintf("%s.resources.%s.%s", [field, side, amount]), expected, null) if {
	some {"field": field, "container": container} in k.containers(input)
	some side, expected in {"requests": "a request", "limits": "a limit"}
	some amount in ["cpu", "memory"]
	k.at(container, ["resources", side, amount]) == null
}
