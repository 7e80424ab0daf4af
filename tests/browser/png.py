"""Small PNG files from screenshots: a palette of at most 256 colours, which a page of text rarely exceeds by far."""

from __future__ import annotations

import base64
import struct
import zlib

from playwright.sync_api import Page

#: The browser decodes; every colour beyond the 256 commonest becomes the nearest of them.
INDEXED = """async image => {
  const blob = await (await fetch(`data:image/png;base64,${image}`)).blob();
  const bitmap = await createImageBitmap(blob), {width, height} = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const {data} = context.getImageData(0, 0, width, height), counts = new Map();
  const colour = at => data[at] << 16 | data[at + 1] << 8 | data[at + 2];
  for (let at = 0; at < data.length; at += 4) counts.set(colour(at), (counts.get(colour(at)) ?? 0) + 1);
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(pair => pair[0]);
  const place = new Map(palette.map((value, at) => [value, at]));
  const apart = (a, b) => [16, 8, 0].reduce((sum, by) => sum + ((a >> by & 255) - (b >> by & 255)) ** 2, 0);
  for (const value of counts.keys()) if (!place.has(value)) {
    let best = 0;
    for (let at = 1; at < palette.length; at++) if (apart(value, palette[at]) < apart(value, palette[best])) best = at;
    place.set(value, best);
  }
  const indices = new Uint8Array(width * height);
  for (let at = 0; at < indices.length; at++) indices[at] = place.get(colour(at * 4));
  let text = "";
  for (let at = 0; at < indices.length; at += 32768) text += String.fromCharCode(...indices.subarray(at, at + 32768));
  return {width, height, palette, indices: btoa(text)};
}"""


def small_png(*, page: Page, image: bytes) -> bytes:
    """The image as an indexed PNG. `page` must be one without a security policy, such as about:blank."""
    found = page.evaluate(INDEXED, base64.b64encode(image).decode())
    width, height = found["width"], found["height"]
    indices = base64.b64decode(found["indices"])
    lines = b"".join(b"\0" + indices[at : at + width] for at in range(0, len(indices), width))
    palette = b"".join(struct.pack(">I", value)[1:] for value in found["palette"])
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
