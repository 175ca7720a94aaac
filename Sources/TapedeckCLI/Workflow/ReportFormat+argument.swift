// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import TapedeckWorkflow

extension ReportFormat: ExpressibleByArgument {}
