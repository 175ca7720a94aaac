# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0

.PHONY: demo test format bench setup release install docs wheel

## Replays the whole workflow of baseline, fine-tuning and evaluation from a cassette, and shows its results.
demo: setup
	Scripts/demo

## Everything a change must pass: format, secrets, names of tests, a build without warnings, documentation, unit tests, acceptance tests.
test: setup
	Scripts/test

## Formats the sources in place.
format:
	git ls-files -z --cached --others --exclude-standard '*.swift' | xargs -0 swift format --in-place --parallel

## Prints the figures of the hot paths as ratios against nginx.
bench: setup
	Scripts/bench

## Makes the tarball of a release in .build/dist: a stripped binary, completions, manual, licenses.
release:
	Scripts/release

## Makes the wheel of the Python package in .build/dist, with the binary of a release inside.
wheel: setup
	Scripts/wheel

## Builds a release and installs it with completions and manual into PREFIX (/usr/local), below DESTDIR if that is set.
install:
	PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" Scripts/install

## Renders the guides in docs/ and the pages of the Swift libraries as one static site in .build/site.
docs: setup
	swift build
	Scripts/check-docs --site .build/site

## Installs what is missing: system packages, and the Python environment of the acceptance tests under .build/.
setup:
	Scripts/setup
