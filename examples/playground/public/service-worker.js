/**
 * Makes the page work without a network once it has been used: answers come from the network while there is one, and otherwise from what it
 * answered last. Also isolates the page from other sites on hosts that cannot be told to, which shared memory requires.
 */
const CACHE = 'playground'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

// What the page had loaded before this worker was there.
self.addEventListener('message', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(event.data)))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return
  event.respondWith(answer(request))
})

async function answer(request) {
  const cache = await caches.open(CACHE)
  try {
    const response = isolated(await fetch(request))
    if (response.status === 200) await cache.put(request, response.clone())
    return response
  } catch (error) {
    const known = await cache.match(request, { ignoreSearch: true, ignoreVary: true })
    if (known) return isolated(known)
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
