/** The sides between cells that are inside and those that are not, as the path of an SVG; sides in a row are one line. */
export function outline(
  { width, height }: { readonly width: number; readonly height: number },
  isInside: (cell: number) => boolean,
): string {
  const inside = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && isInside(y * width + x)
  let path = ''
  for (let y = 0; y <= height; y++)
    for (let x = 0; x < width; x++) {
      const start = x
      while (x < width && inside(x, y) !== inside(x, y - 1)) x++
      if (x > start) path += `M${start} ${y}H${x}`
    }
  for (let x = 0; x <= width; x++)
    for (let y = 0; y < height; y++) {
      const start = y
      while (y < height && inside(x, y) !== inside(x - 1, y)) y++
      if (y > start) path += `M${x} ${start}V${y}`
    }
  return path
}
