// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
package import TapedeckWorkflow

extension ReportFormat: ExpressibleByArgument {}
