/** Record ids in ascending order. Ids are handed out ascending, so adding is appending. */
export class IdOrder {
  private ids: number[] = [];

  add(id: string): void {
    const number = Number(id);
    const last = this.ids.at(-1);
    if (last === undefined || last < number) this.ids.push(number);
    else this.ids.splice(this.indexAfter(number), 0, number);
  }

  delete(id: string): void {
    const index = this.indexAfter(Number(id)) - 1;
    if (this.ids[index] === Number(id)) this.ids.splice(index, 1);
  }

  /** Index of the first id greater than `id`. */
  indexAfter(id: number): number {
    let low = 0;
    let high = this.ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ids[middle] as number) <= id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  get length(): number {
    return this.ids.length;
  }

  at(index: number): string {
    return String(this.ids[index]);
  }
}
