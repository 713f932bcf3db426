// stage: repeat
// args: u8[]
function hash(a) {
  let h = 0
  for (let i = 0; i < a.length; i++) h = (h * 31 + a[i]) | 0
  return h
}
/*
*/
