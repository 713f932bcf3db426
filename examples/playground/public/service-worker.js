/**
 * Makes the page work without a network once it has been loaded: keeps all files that the build lists, the compiler's too. Files whose names
 * tell their content are answered from what is kept, all others from the network while there is one. Also isolates the page from other
 * sites on hosts that cannot be told to, which shared memory requires.
 */
const CACHE = 'playground'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// The page has nothing better to do. A failure is made good by the next visit.
self.addEventListener('message', (event) => event.waitUntil(keep().catch(() => {})))

async function keep() {
  const names = await (await fetch('files.json', { cache: 'no-cache' })).json()
  const wanted = new Set(['./', ...names].map((name) => new URL(name, self.registration.scope).href))
  const cache = await caches.open(CACHE)
  const known = new Set()
  for (const request of await cache.keys()) {
    if (wanted.has(request.url)) known.add(request.url)
    else await cache.delete(request)
  }
  await cache.addAll([...wanted].filter((url) => !known.has(url)))
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return
  event.respondWith(answer(request))
})

async function answer(request) {
  const cache = await caches.open(CACHE)
  const known = () => cache.match(request, { ignoreSearch: true, ignoreVary: true })
  const isConstant = new URL(request.url).pathname.includes('/assets/')
  try {
    const kept = isConstant && (await known())
    if (kept) return isolated(kept)
    const response = isolated(await fetch(request))
    if (response.status === 200) await cache.put(request, response.clone())
    return response
  } catch (error) {
    const kept = await known()
    if (kept) return isolated(kept)
    throw error
  }
}

function isolated(response) {
  const { status, statusText } = response
  const headers = new Headers(response.headers)
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cross-origin-embedder-policy', 'require-corp')
  headers.set('cross-origin-resource-policy', 'same-origin')
  return new Response(status === 204 || status === 304 ? null : response.body, { status, statusText, headers })
}
