// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The look of a page, light and dark, wide and narrow, on screen and on paper.
enum ReportStyle {
    static let css = #"""
        :root {
          color-scheme: light dark;
          --paper: #faf9f6; --card: #ffffff; --ink: #22262b; --soft: #565e68; --line: #dfdcd5; --track: #eeebe5;
          --accent: #2f5d8c; --hit: #e4edf6; --warn: #7a4a00; --warn-paper: #fdf3dc; --warn-line: #e9cf94;
          --c0: #4a6fa5; --c1: #b0622a; --c2: #3d7c68; --c3: #86589a; --c4: #8f721c; --c5: #a84a5c; --c6: #3f7a8f; --c7: #686d75;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #15181b; --card: #1c2024; --ink: #e8e6e1; --soft: #a8aeb6; --line: #343a41; --track: #282d32;
            --accent: #8db9e6; --hit: #24384a; --warn: #f2cd83; --warn-paper: #2d2616; --warn-line: #5b4a22;
            --c0: #82a7dc; --c1: #dc9a66; --c2: #74b8a1; --c3: #bd95cb; --c4: #cbb05b; --c5: #de8a98; --c6: #83b9cd; --c7: #a9aeb5;
          }
        }
        .c0 { --hue: var(--c0) } .c1 { --hue: var(--c1) } .c2 { --hue: var(--c2) } .c3 { --hue: var(--c3) }
        .c4 { --hue: var(--c4) } .c5 { --hue: var(--c5) } .c6 { --hue: var(--c6) } .c7 { --hue: var(--c7) }
        *, *::before, *::after { box-sizing: border-box }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
          font-variant-numeric: tabular-nums; overflow-wrap: break-word;
        }
        main, header.top, footer { max-width: 78rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2.5rem) }
        header.top { padding-top: clamp(1.75rem, 5vw, 3.5rem) }
        .eyebrow { margin: 0; color: var(--soft); font-size: .8125rem; letter-spacing: .08em; text-transform: uppercase }
        h1 { margin: .25rem 0 .5rem; font-size: clamp(1.625rem, 4.5vw, 2.375rem); line-height: 1.15; letter-spacing: -.015em; text-wrap: balance }
        h2 { margin: 0 0 .375rem; font-size: 1.25rem; line-height: 1.3; letter-spacing: -.005em }
        h3 { margin: 0; font-size: 1rem }
        .lead { margin: 0; max-width: 80ch; color: var(--soft) }
        main > section { margin-top: clamp(2.25rem, 5vw, 3.25rem) }
        main > section > p { margin: 0 0 1rem; max-width: 80ch; color: var(--soft); font-size: .9375rem }
        .notice {
          margin: 1.25rem 0 0; padding: .75rem 1rem; max-width: 80ch; border: 1px solid var(--warn-line); border-radius: .5rem;
          background: var(--warn-paper); color: var(--warn);
        }
        .notice p { margin: 0 } .notice p + p { margin-top: .5rem }
        .tag {
          display: inline-block; padding: 0 .4em; border: 1px solid var(--line); border-radius: .3em; color: var(--soft);
          font-size: .75rem; line-height: 1.5; white-space: nowrap; vertical-align: .06em;
        }
        .tag.simulated { border-color: var(--warn-line); background: var(--warn-paper); color: var(--warn) }
        .name { overflow-wrap: anywhere }
        .swatch { display: inline-block; width: .625rem; height: .625rem; margin-right: .5rem; border-radius: .15rem; background: var(--hue) }
        .swatch.published { background: none; border: 2px solid var(--hue) }

        .panels { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem }
        figure { margin: 0; padding: 1rem 1.125rem .875rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card) }
        figcaption { margin-bottom: .625rem; font-weight: 600 }
        figure ul { margin: 0; padding: 0; list-style: none }
        figure li + li { margin-top: .625rem }
        .row { display: flex; gap: .75rem; justify-content: space-between; align-items: baseline; font-size: .875rem; line-height: 1.4 }
        .row b { font-weight: 600 }
        svg { display: block; width: 100%; overflow: visible }
        .bar { height: 1rem; margin-top: .1875rem }
        .track { fill: var(--track) } .fill { fill: var(--hue) }
        .published .fill { fill: var(--hue); fill-opacity: .16; stroke: var(--hue); stroke-width: 1.5; stroke-dasharray: 4 3 }
        .reach { stroke: var(--ink); stroke-width: 1.5 }
        .axis { height: 1.375rem; margin-top: .5rem } .axis text { fill: var(--soft); font-size: .6875rem } .axis line { stroke: var(--line) }

        .scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: .625rem; background: var(--card) }
        table { width: 100%; border-collapse: collapse; font-size: .9375rem }
        th, td { padding: .6875rem 1rem; text-align: right; vertical-align: top; white-space: nowrap }
        th { font-weight: 600 }
        thead th { color: var(--soft); font-size: .8125rem; border-bottom: 1px solid var(--line); vertical-align: bottom }
        tbody tr + tr > * { border-top: 1px solid var(--line) }
        th[scope=row], th.left { position: sticky; left: 0; min-width: 13rem; background: var(--card); text-align: left; white-space: normal }
        th[scope=row] { font-weight: 500 } th[scope=row] .kind { display: block; color: var(--soft); font-size: .8125rem; font-weight: 400 }
        th.keyed { padding-left: 2.125rem } th.keyed .swatch { margin-left: -1.125rem } th small { color: var(--soft); font-weight: 400 }
        td small { display: block; color: var(--soft); font-size: .75rem; line-height: 1.45 }
        td strong { font-weight: 600 }
        .forest { width: 7.5rem; height: .75rem; margin: .25rem 0 .125rem auto }
        .forest .zero { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 2 2 } .forest .reach { stroke: var(--soft) }
        .forest .clear { stroke: var(--accent); stroke-width: 2 } .forest circle { fill: var(--soft) } .forest .clear + circle { fill: var(--accent) }
        .facts { display: flex; flex-wrap: wrap; gap: .625rem 2rem; margin: 0 0 1rem; font-size: .9375rem }
        .facts dt { color: var(--soft); font-size: .8125rem } .facts dd { margin: 0; overflow-wrap: anywhere }
        th.words, td.words { text-align: left } td.words { min-width: 15rem; font-size: .875rem; white-space: normal; overflow-wrap: anywhere }
        .fold { margin-top: .75rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card) }
        .fold > summary { padding: .625rem 1rem; cursor: pointer; overflow-wrap: anywhere } .fold[open] > summary { border-bottom: 1px solid var(--line) }
        .fold > h3 { margin: .875rem 1rem .25rem; color: var(--soft); font-size: .8125rem }
        pre { margin: 0 1rem .875rem; max-height: 24rem; overflow-y: auto; font: .875rem/1.5 ui-monospace, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere }
        .notes { margin: 0; padding-left: 1.2rem; max-width: 80ch; color: var(--soft); font-size: .9375rem }
        .notes li + li { margin-top: .375rem }
        """#

    static let browser = #"""
        .controls { display: grid; grid-template-columns: minmax(12rem, 2fr) minmax(11rem, 2fr) minmax(8rem, 1fr) auto; gap: .75rem; align-items: end }
        .controls label { display: grid; gap: .25rem; min-width: 0; color: var(--soft); font-size: .8125rem }
        input, select, button {
          min-width: 0; min-height: 2.5rem; padding: .375rem .75rem; border: 1px solid var(--line); border-radius: .5rem;
          background: var(--card); color: var(--ink); font: inherit; font-size: .9375rem;
        }
        input, select { width: 100%; border-color: #8b9097 }
        button { cursor: pointer } button:hover:not(:disabled) { border-color: var(--soft) } button:disabled { opacity: .45; cursor: default }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
        kbd { padding: 0 .35em; border: 1px solid var(--line); border-radius: .25em; background: var(--card); font: inherit; font-size: .8125em }
        .state { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; justify-content: space-between; margin: .75rem 0; color: var(--soft); font-size: .875rem }
        .state p { margin: 0 }
        .split { display: grid; grid-template-columns: minmax(15rem, 21rem) minmax(0, 1fr); gap: 1rem; align-items: start }
        .pane { position: sticky; top: 1rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card); overflow: hidden }
        #list { position: relative; max-height: min(40rem, calc(100vh - 7rem)); margin: 0; padding: 0; overflow-y: auto; list-style: none }
        #list li + li { border-top: 1px solid var(--line) }
        .item { display: block; width: 100%; padding: .5625rem .875rem; border: 0; border-radius: 0; background: none; text-align: left; line-height: 1.4 }
        .item:hover { background: var(--track) }
        .item[aria-current=true] { background: var(--hit); box-shadow: inset 3px 0 var(--accent) }
        .item:focus-visible { outline-offset: -2px }
        .item .what { display: block; overflow: hidden; font-size: .875rem; text-overflow: ellipsis; white-space: nowrap }
        .item .meta { display: flex; flex-wrap: wrap; gap: 0 .75rem; color: var(--soft); font-size: .75rem }
        .item .meta .swatch, .scores .swatch { margin-right: .3em; width: .5rem; height: .5rem }
        .pager { display: flex; gap: .5rem; align-items: center; justify-content: space-between; padding: .5rem; border-top: 1px solid var(--line); font-size: .8125rem; color: var(--soft) }
        .pager button, .step button { min-height: 2.25rem; font-size: .8125rem }
        .step { display: flex; gap: .5rem; align-items: center; margin-bottom: .75rem }
        .step h3 { flex: 1; min-width: 0; overflow-wrap: anywhere }
        .texts { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem; align-items: start }
        .texts > div { display: grid; gap: .75rem }
        .text { padding: .8125rem 1rem .875rem; border: 1px solid var(--line); border-radius: .625rem; background: var(--card) }
        .text.model { border-left: 3px solid var(--hue) }
        .text h4 { margin: 0 0 .375rem; font-size: .8125rem; font-weight: 600; color: var(--soft); overflow-wrap: anywhere }
        .text p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere }
        .text p + p { margin-top: .3125rem }
        .text b { font-weight: 600 } .text .none { color: var(--soft); font-style: italic }
        mark { border-radius: .15em; background: var(--hit); color: inherit }
        .scores { display: flex; flex-wrap: wrap; gap: .125rem 1rem; margin: .5625rem 0 0; color: var(--soft); font-size: .8125rem }
        .scores .chosen { color: var(--ink); font-weight: 600 }
        footer { margin-top: 3rem; padding-bottom: 2.5rem; color: var(--soft); font-size: .8125rem }
        @media (max-width: 60rem) { .texts { grid-template-columns: minmax(0, 1fr) } }
        @media (max-width: 46rem) {
          .controls { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) } .controls .wide { grid-column: 1 / -1 }
          .split { grid-template-columns: minmax(0, 1fr) } .pane { position: static } #list { max-height: 17rem }
          th, td { padding: .5625rem .75rem } th[scope=row], th.left { min-width: 8.25rem; max-width: 9.5rem; font-size: .875rem }
          th.keyed { padding-left: 1.75rem } thead th.left { font-size: .8125rem }
          .keys { display: none } .step { scroll-margin-top: .75rem }
        }
        @media (prefers-contrast: more) { :root { --soft: var(--ink); --line: var(--ink) } }
        @media print {
          :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --track: #eee }
          body { font-size: 10pt } main, header.top, footer { max-width: none; padding: 0 }
          .controls, .state, .pane, .step button { display: none } .split { display: block }
          pre { max-height: none } figure, tr, .text { break-inside: avoid } .scroll { overflow: visible; border: 0 }
          svg { print-color-adjust: exact; -webkit-print-color-adjust: exact }
        }
        """#
}
