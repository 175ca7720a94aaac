// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// `import TapedeckTesting` is all that a test needs: record modes, matching rules and metrics come with it.
@_exported public import Tapedeck
@_exported public import TapedeckRouge
