// stage: vectorize
// args: u8[], u8[]
// shows: loop (%i: i32 = 0)
// Every other byte is the upper half of a 16-bit integer; stores side by side make whole vectors.
function swapped(out, a) {
  for (let i = 0; i < a.length; i += 2) {
    out[i] = a[i + 1]
    out[i + 1] = a[i] ^ 255
  }
}
/*
*/
