// stage: reads
// args: u8[], u8[], i32, i32
// shows: loop
// reason: one test in front of the nest does for all rows
function sums(img, out, w, h) {
  for (let y = 0; y < h; y++) {
    let row = 0
    for (let x = 0; x < w; x++) row = (row + img[y * w + x]) | 0
    out[y] = row
  }
}
/*
loop (%y: f64 = 0.0) {
  %0: bool = %y < i32ToF64(%h)
  while %0
  %1: f64 = assume(%y, %0 is true)
  loop (%x: f64 = 0.0, %row: f64 = 0.0) {
    %2: f64 = i32ToF64(%w)
    %3: bool = %x < %2
    while %3
    %4: f64 = assume(%x, %3 is true)
    %5: f64 = %4 + %1 * assume(%2, %3 is true)
    %6: bool = inBounds(%5, %img.length)
    %7 = load u8 %img[truncSat(%5)] if %6 else 0
    yield %4 + 1.0, i32ToF64(toInt32(%row + (%6 ? i32ToF64(%7) : NaN)))
  } -> %x.1, %row.1
  store u8 %out[truncSat(%1)] = toInt32(%row.1) if inBounds(%1, %out.length)
  yield %1 + 1.0
} -> %y.1
*/
