# No image that may be another one tomorrow.
package main

import data.lib.kubernetes as k

deny contains k.refusal(input, sprintf("%s.image", [field]), problem, container.image) if {
	some {"field": field, "container": container} in k.containers(input)
	problem := image_problem(container.image)
}

deny contains k.refusal(input, "imageName", problem, input.spec.imageName) if {
	input.kind == "Cluster"
	problem := image_problem(input.spec.imageName)
}

# What the image should have, where it has not.
image_problem(image) := "a tag" if not image_tag(image)

image_problem(image) := "the tag of one version" if is_moving(image_tag(image))

image_problem(image) := "a digest, as it is built here" if {
	is_own(image)
	image_tag(image)
	not is_moving(image_tag(image))
	not regex.match(`@sha256:[0-9a-f]{64}$`, image)
}

# Of `registry:5000/owner/name:tag@digest` the tag.
image_tag(image) := tag if {
	last := regex.replace(image, `^.*/`, "")
	[_, tag] := split(split(last, "@")[0], ":")
	tag != ""
}

# A tag without a number, such as latest or nonroot, is another image after each build.
is_moving(tag) if not regex.match(`[0-9]`, tag)

is_own(image) if regex.match(`(^|/)nearside(:|@|$)`, image)
