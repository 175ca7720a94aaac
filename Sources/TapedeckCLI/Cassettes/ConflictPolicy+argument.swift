// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
package import TapedeckCassettes

// A policy is spelled on the command line as its raw value is.
extension CassetteMerge.ConflictPolicy: ExpressibleByArgument {}
