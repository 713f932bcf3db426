// stage: vectorize
// args: i32[], u8[]
// reason: bytes loaded together would only be taken apart again
function histogram(h, a) {
  for (let i = 0; i < a.length; i++) h[a[i]]++
}
/*
*/
