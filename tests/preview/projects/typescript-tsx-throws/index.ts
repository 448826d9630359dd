interface Shelf {
  readonly width: number;
}

function build(shelf: Shelf): void {
  throw new Error(`width ${shelf.width} is too small`);
}

build({ width: 1 });
