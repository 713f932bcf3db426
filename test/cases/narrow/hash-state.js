// stage: narrow
// args: u8[], u32[]
// Where the state starts, and how large it becomes, does not matter: it is only seen modulo 2^32.
function crc(bytes, table) {
  let state = 0xffffffff
  for (let i = 0; i < bytes.length; i++) state = table[(state ^ bytes[i]) & 3] ^ (state >>> 8)
  return (state ^ 0xffffffff) >>> 0
}
/*
func crc(%bytes: i32 #0, %bytes.length: i32, %table: i32 #1, %table.length: i32) -> f64 {
  if 3 < %table.length {
    loop (%i: i32 = 0, %state: i32 = -1) while %i < %bytes.length {
      %0 = load u8 %bytes[%i]
      %1 = load u32 %table[(%state ^ %0) & 3]
      yield %i + 1, %1 ^ %state >>> 8
    } -> %i.1, %state.1
    yield %i.1, %state.1
  } else {
    loop (%i.2: i32 = 0, %state.2: i32 = -1) while %i.2 < %bytes.length {
      %2 = load u8 %bytes[%i.2]
      %3: i32 = (%state.2 ^ %2) & 3
      %4: bool = %3 <u %table.length
      %5 = load u32 %table[%3] if %4 else 0
      yield %i.2 + 1, %state.2 >>> 8 ^ (%4 ? %5 : 0)
    } -> %i.3, %state.3
    yield %i.3, %state.3
  } -> %i.4: i32, %state.4: i32
  return u32ToF64(%state.4 ^ -1)
}
*/
