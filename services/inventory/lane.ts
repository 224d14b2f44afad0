/** Lets one after the other through. */
export class Lane {
  #last: Promise<void> = Promise.resolve();

  /**
   * Waits until all who came before have left.
   * @returns leaves the lane; calling it again does nothing.
   */
  async enter(): Promise<() => void> {
    const before = this.#last;
    let leave!: () => void;
    this.#last = new Promise((resolve) => (leave = resolve));
    await before;
    return leave;
  }
}
