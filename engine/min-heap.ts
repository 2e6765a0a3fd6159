/** A heap of numbers: the least comes out first. */
export interface MinHeap {
  push(value: number): void;
  pop(): number | undefined;
}

/** An empty heap. */
export function minHeap(): MinHeap {
  const heap: number[] = [];
  const at = (index: number): number => heap[index] ?? Number.POSITIVE_INFINITY;
  const swap = (a: number, b: number): void => {
    const value = heap[a] as number;
    heap[a] = heap[b] as number;
    heap[b] = value;
  };
  const sink = (): void => {
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const least = at(left + 1) < at(left) ? left + 1 : left;
      if (at(least) >= at(index)) return;
      swap(index, least);
      index = least;
    }
  };
  return {
    push(value) {
      heap.push(value);
      for (let index = heap.length - 1; index > 0; ) {
        const parent = (index - 1) >> 1;
        if (at(parent) <= value) return;
        swap(index, parent);
        index = parent;
      }
    },
    pop() {
      const least = heap[0];
      const last = heap.pop();
      if (last !== undefined && heap.length > 0) {
        heap[0] = last;
        sink();
      }
      return least;
    },
  };
}
