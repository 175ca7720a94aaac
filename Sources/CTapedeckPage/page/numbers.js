// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/** Ascending numbers of interactions as ranges, with the place of each: a hundred thousand take no more than one. */
export class Numbers {
  #ranges = [];
  /** How many numbers there are before each range. */
  #before = [];
  count = 0;

  append(ranges) {
    for (const [first, last] of ranges) {
      const end = this.#ranges.at(-1);
      if (end && end[1] + 1 === first) end[1] = last;
      else {
        this.#ranges.push([first, last]);
        this.#before.push(this.count);
      }
      this.count += last - first + 1;
    }
  }

  /** The range that has a place, by bisection. */
  #find(place) {
    let low = 0, high = this.#ranges.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#before[middle] <= place) low = middle;
      else high = middle;
    }
    return low;
  }

  at(place) {
    const range = this.#find(place);
    return this.#ranges[range][0] + place - this.#before[range];
  }

  /** The place of a number; -1 when it is not among these. */
  placeOf(id) {
    let low = 0, high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ranges[middle][1] < id) low = middle + 1;
      else high = middle;
    }
    const range = this.#ranges[low];
    return range && range[0] <= id ? this.#before[low] + id - range[0] : -1;
  }

  /** The numbers at some places, as ranges. */
  slice(first, last) {
    const made = [];
    for (let place = first; place <= Math.min(last, this.count - 1);) {
      const range = this.#find(place);
      const start = this.#ranges[range][0] + place - this.#before[range];
      const end = Math.min(this.#ranges[range][1], start + last - place);
      made.push([start, end]);
      place += end - start + 1;
    }
    return made;
  }
}
