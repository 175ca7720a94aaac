// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

// What these targets declare public is part of this library; `import Tapedeck` is all a user needs.
@_exported public import TapedeckCassettes
@_exported public import TapedeckCore
@_exported public import TapedeckInterchange
@_exported public import TapedeckServer
@_exported public import TapedeckSimulator
