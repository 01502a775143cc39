import { commandLineEs } from './command-line-es.ts';
import type { MessageKey } from './en.ts';

/** Frases en español, con las mismas claves y los mismos parámetros que en inglés. */
export const es: Readonly<Record<MessageKey, string>> = {
  'blocking-call.direct':
    '`{call}` {likely?probablemente }bloquea el bucle de eventos: `{function}` ({role}) {async?es `async def` y }se ejecuta en el bucle, así que todas las peticiones esperan hasta que termine. {advice}',
  'blocking-call.chain':
    '`{call}` {likely?probablemente }acaba en `{blocker}`, que bloquea el bucle de eventos: `{function}` ({role}) {async?es `async def` y }se ejecuta en el bucle, así que todas las peticiones esperan hasta que termine. {advice}',
  'blocking-call.returned':
    '`{call}` crea un generador que bloquea el bucle de eventos con `{blocker}`: `{function}` es `def` y se ejecuta en un hilo, pero FastAPI recorre en el bucle lo que devuelve, así que todas las peticiones esperan hasta que acabe. Devuelve `list({call})`.',
  'cpu-bound-call.direct':
    '`{call}` {likely?probablemente }hace un cálculo largo y no deja que el bucle de eventos haga nada más: `{function}` ({role}) {async?es `async def` y }se ejecuta en el bucle, así que todas las peticiones esperan hasta que termine. {advice}{shared? Es código Python y los hilos lo ejecutan por turnos: con mucha carga conviene más otro proceso.}',
  'cpu-bound-call.chain':
    '`{call}` {likely?probablemente }acaba en `{blocker}`, que hace un cálculo largo y no deja que el bucle de eventos haga nada más: `{function}` ({role}) {async?es `async def` y }se ejecuta en el bucle, así que todas las peticiones esperan hasta que termine. {advice}{shared? Es código Python y los hilos lo ejecutan por turnos: con mucha carga conviene más otro proceso.}',
  'advice.await or def':
    'Usa `{replacement}` con `await`, declara la función con `def` o ejecuta la llamada en un hilo.',
  'advice.await': 'Usa `{replacement}` con `await` o ejecuta la llamada en un hilo.',
  'advice.other or def': 'Usa `{replacement}`, declara la función con `def` o ejecuta la llamada en un hilo.',
  'advice.other': 'Usa `{replacement}` o ejecuta la llamada en un hilo.',
  'advice.def': 'Declara la función con `def` o ejecuta la llamada en un hilo.',
  'advice.thread': 'Ejecuta la llamada en un hilo.',
  'advice.thread below': 'Ejecuta en un hilo `{inner}`, que se llama en `{holder}`.',
  'advice.use': 'Pasa el código que lo usa a una función `def` y ejecútala en un hilo.',
  'advice.use or def':
    'Declara la función con `def` o pasa el código que lo usa a otra función `def` y ejecútala en un hilo.',
  'advice.replace or use':
    'Usa `{replacement}` o pasa el código que lo usa a una función `def` y ejecútala en un hilo.',
  'advice.replace, use or def':
    'Usa `{replacement}`, declara la función con `def` o pasa el código que lo usa a otra función `def` y ejecútala en un hilo.',
  'advice.use below': 'Pasa el código de `{holder}` que usa `{inner}` a una función `def` y ejecútala en un hilo.',
  'advice.async def': 'Declara la función con `async def` y ejecuta la llamada en un hilo.',
  'advice.list':
    'Devuelve una lista en lugar de producir sus elementos con `yield`: así toda la función se ejecuta en un hilo.',
  'advice.process':
    'Ejecútalo en otro proceso (`ProcessPoolExecutor`): retiene el candado del intérprete (GIL) hasta que termina, así que en un hilo también detendría el bucle.',
  'advice.not here':
    'Hazlo en la path operation o en una dependencia, que pueden esperar sin bloquear o ejecutarse en un hilo.',
  'missing-await':
    '`{call}` solo crea una corrutina y nadie la espera, así que su código no se ejecuta. Escribe `await` delante.',
  'missing-await.def':
    '`{call}` solo crea una corrutina y nadie la espera, así que su código no se ejecuta. Declara `{function}` con `async def` y escribe `await` delante.',
  'missing-await.elsewhere':
    '`{call}` solo crea una corrutina y nadie la espera, así que su código no se ejecuta. Espérala dentro de un `async def` o ejecútala con `asyncio.run(…)`.',
  'missing-await.on loop':
    '`{call}` solo crea una corrutina y nadie la espera, así que su código no se ejecuta. Espérala dentro de un `async def`.',
  'missing-await.attribute':
    '`{call}` {future?devuelve un future}{!future?solo crea una corrutina}, que no tiene `{attribute}`. {advice}',
  'missing-await.used':
    '`{call}` {future?devuelve un future}{!future?solo crea una corrutina}, y aquí se usa como si fuera el resultado. {advice}',
  'missing-await.name':
    '`{call}` {future?devuelve un future}{!future?solo crea una corrutina}, y `{use}` en la línea {line} se usa como si fuera el resultado. {advice}',
  'missing-await.name elsewhere':
    '`{call}` {future?devuelve un future}{!future?solo crea una corrutina}, y `{use}` en otra celda se usa como si fuera el resultado. {advice}',
  'missing-await.returned':
    '`{call}` {future?devuelve un future}{!future?solo crea una corrutina}, y FastAPI no usa `await` con nada de lo que devuelve `{function}`. {advice}',
  'missing-await.given':
    '`{call}` {future?devuelve un future}{!future?solo crea una corrutina}, y `{taker}` no lo espera. {advice}',
  'missing-await.first':
    '`{call}` solo crea una corrutina, que `{keyword}` no puede usar. Escribe antes `await` delante: quizá su resultado sea lo que `{keyword}` necesita.',
  'missing-await.generator':
    '`{call}` solo crea un generador asíncrono: su código se ejecuta, y da sus elementos, en un `async for`{!async? de un `async def`}.',
  'missing-await.context manager':
    '`{call}` solo crea un gestor de contexto asíncrono: su código se ejecuta cuando un `async with`{!async? de un `async def`} entra en él.',
  'missing-await.async for':
    '`for` falla con `{value}`, que solo se puede recorrer de forma asíncrona. {async?Escribe `async for`.}{!async?Declara `{function}` con `async def` y escribe `async for`.}',
  'missing-await.async with':
    '`with` falla con `{value}`, en el que solo se puede entrar de forma asíncrona. {async?Escribe `async with`.}{!async?Declara `{function}` con `async def` y escribe `async with`.}',
  'advice.await it': 'Escribe `await` delante de la llamada.',
  'advice.await it in async def': 'Declara `{function}` con `async def` y escribe `await` delante de la llamada.',
  'advice.await it on the loop': 'Espérala dentro de un `async def`.',
  'advice.await it elsewhere': 'Espérala dentro de un `async def` o ejecútala con `asyncio.run(…)`.',
  'coroutine-in-thread':
    '`{call}` llama a `{given}` en {process?otro proceso}{!process?un hilo}, donde eso solo crea una corrutina, así que su código no se ejecuta. {advice}',
  'advice.await it here': 'Espérala aquí con `await`.',
  'advice.task': 'Espérala aquí con `await` o conviértela en una tarea del bucle de eventos.',
  'advice.asyncio.run': 'Entrega una función que la ejecute con `asyncio.run(…)`.',
  'advice.another function': 'Esa función se entrega a sí misma: entrega la función `def` que hace el trabajo.',
  'lost-task':
    'Nadie guarda la tarea que inicia `{call}`: el bucle de eventos solo tiene una referencia débil a ella, así que el recolector de basura puede acabar con ella a medias. Guárdala hasta que termine, por ejemplo en un conjunto.',
  'lost-task.local':
    'Solo `{name}` guarda la tarea que inicia `{call}`, y ese nombre desaparece cuando `{function}` termina: el bucle de eventos solo tiene una referencia débil, así que el recolector de basura puede acabar con la tarea a medias. Guárdala hasta que termine, por ejemplo en un conjunto.',
  'lock-across-await':
    '`{function}` retiene `{lock}` durante {yield?su `yield`}{!yield?un `await`}: otra tarea que lo pida bloquea el bucle de eventos, donde `{function}` tendría que seguir para soltarlo, y todo se detiene. Usa `asyncio.{type}` con `async with`.',
  'lock-across-await.reentrant':
    '`{function}` retiene `{lock}` durante {yield?su `yield`}{!yield?un `await`}, pero un `{type}` de hilos deja entrar otra vez a su propio hilo, y todas las tareas del bucle de eventos comparten un solo hilo: no le cierra el paso a ninguna. Usa un candado de asyncio con `async with`.',
  'await-outside-async':
    'Hay un `await` en `{function}`, que no es `async def`, y Python rechaza {cell?la celda}{!cell?el archivo}. Declara la función con `async def`.',
  'await-outside-async.module':
    '`await` está fuera de toda función, así que Python rechaza el archivo. Muévelo a un `async def`.',
  'await-outside-async.class':
    '`await` está en el cuerpo de la clase `{class}`, así que Python rechaza {cell?la celda}{!cell?el archivo}. Muévelo a un `async def`.',
  'needless-thread.operation':
    'La path operation `{function}` es `def` y no espera nada, así que cada petición paga la ida y la vuelta a un hilo. Declárala con `async def`.',
  'needless-thread.dependency':
    'La dependencia `{function}` es `def` y no espera nada, así que cada petición que la necesita paga la ida y la vuelta a un hilo. Declárala con `async def`.',
  'async-library-available.operation':
    'La path operation `{function}` ocupa uno de los {threads} hilos mientras espera {calls}. Todo eso se puede esperar con `await`: con {twins} y `async def` no necesita ningún hilo y se atienden más peticiones a la vez.',
  'async-library-available.dependency':
    'La dependencia `{function}` ocupa uno de los {threads} hilos mientras espera {calls}. Todo eso se puede esperar con `await`: con {twins} y `async def` no necesita ningún hilo y se atienden más peticiones a la vez.',
  'unused-suppression.whole': 'Este comentario no silencia nada aquí{named?: no hay hallazgos de {names}}. Quítalo.',
  'unused-suppression.part': 'Aquí no hay hallazgos de {names}. Quítalo del comentario.',
  'unused-suppression.unknown':
    '`{unknown}` no es una regla de Loopwise, así que este comentario no silencia nada con ese nombre. {nearest?¿Querías decir `{nearest}`?}{!nearest?Quítalo.}',
  'await-not-awaitable.call':
    '`{call}` no devuelve nada que admita `await`, así que `await` lanza un `TypeError`. Quita el `await`.',
  'await-not-awaitable.blocking':
    '`{call}` es síncrona: bloquea, y usar `await` con su resultado lanza un `TypeError`. {replacement?Usa `await` con `{replacement}` en su lugar.}{!replacement?Llámala sin `await`, en un hilo.}',
  'await-not-awaitable.generator':
    '`{call}` crea un generador, así que `await` lanza un `TypeError`. Recórrelo con `for`.',
  'await-not-awaitable.async generator':
    '`{call}` crea un generador asíncrono, así que `await` lanza un `TypeError`. Recórrelo con `async for`.',
  'await-not-awaitable.context manager':
    '`{call}` crea un gestor de contexto, así que `await` lanza un `TypeError`. Entra en él con `with` o `async with`.',
  'await-not-awaitable.function':
    '`{call}` es una función y aquí no se la llama, así que `await` lanza un `TypeError`. Llámala con paréntesis.',
  'await-not-awaitable.value': '`{call}` no admite `await`, así que `await` lanza un `TypeError`. Quita el `await`.',
  'nested-event-loop.direct':
    '`{call}` lanza un `RuntimeError`: `{function}` {role?({role}) }{async?es `async def`, así que }{!async?se ejecuta en el bucle, así que }aquí ya hay un bucle de eventos en marcha. {advice}',
  'nested-event-loop.direct.notebook':
    '`{call}` lanza un `RuntimeError`: un cuaderno ejecuta sus celdas en un bucle de eventos. {advice}',
  'nested-event-loop.chain':
    '`{call}` acaba en `{failing}`, que lanza un `RuntimeError`: `{function}` {role?({role}) }{async?es `async def`, así que }{!async?se ejecuta en el bucle, así que }allí ya hay un bucle de eventos en marcha. {advice}',
  'nested-event-loop.chain.notebook':
    '`{call}` acaba en `{failing}`, que lanza un `RuntimeError`: un cuaderno ejecuta sus celdas en un bucle de eventos. {advice}',
  'advice.await coroutine': 'Espera la corrutina con `await` en su lugar.',
  'advice.await server': 'Espera con `await` el `serve()` de un `uvicorn.Server`.',
  'advice.thread or coroutine': 'Ejecuta la llamada en un hilo o espera la corrutina con `await`.',
  'advice.coroutine and await': 'Declara la función con `async def` y espera la corrutina con `await`.',
  'task-without-loop.direct':
    '`{call}` lanza un `RuntimeError`: `{function}` ({role}) se ejecuta en un hilo, donde no hay ningún bucle de eventos en marcha. {advice}',
  'task-without-loop.chain':
    '`{call}` acaba en `{failing}`, que lanza un `RuntimeError`: `{function}` ({role}) se ejecuta en un hilo, donde no hay ningún bucle de eventos en marcha. {advice}',
  'advice.make async def': 'Declara la función con `async def`.',
  'advice.own loop': 'Ejecuta la corrutina con `asyncio.run(…)`.',
  'advice.from thread': 'Pasa la función asíncrona al bucle con `anyio.from_thread.run(…)`.',
  'must-be-async':
    '`{function}` ({role}) es `def`, pero FastAPI espera con `await` lo que devuelve, así que cada llamada falla. Declárala con `async def`.',
  'fix.make-def': 'Declarar `{function}` con `def`, para que FastAPI la ejecute en un hilo',
  'fix.make-async-def.callers': 'Declarar `{function}` con `async def` y añadir `await` donde se la llama ({calls})',
  'fix.make-async-def': 'Declarar `{function}` con `async def`',
  'fix.return-list': 'Devolver `list({call})`, creada en el hilo',
  'fix.offload': 'Ejecutar `{call}` en un hilo con `await {thread}(…)`',
  'fix.offload.below': 'Ejecutar lo que bloquea en `{holder}` en un hilo con `await {thread}(…)`',
  'fix.offload.several below': 'Ejecutar en hilos las {count} llamadas que bloquean más abajo, con `await {thread}(…)`',
  'fix.add-await': 'Añadir `await` delante de `{call}`',
  'fix.add-async': 'Escribir `async {keyword}`',
  'fix.await-in-async-def': 'Declarar `{function}` con `async def` y añadir `await` delante de `{call}`',
  'fix.async-sleep': 'Esperar con `await asyncio.sleep(…)`',
  'fix.async-path': 'Esperar con `await anyio.Path(…).{method}(…)`',
  'fix.async-file': 'Esperar el archivo con `anyio.open_file(…)`',
  'fix.async-process': 'Esperar con `await anyio.run_process(…)` en lugar de `{call}(…)`',
  'fix.async-requests': 'Esperar con `await {call}(…)` de `httpx.AsyncClient`',
  'fix.async-client':
    'Usar `{client}` y esperarlo donde se use{functions? ({functions} funciones pasan a `async def`)}{oneFunction? (1 función pasa a `async def`)}',
  'fix.review.async-client':
    '{tests?Estas pruebas nombran lo que cambia y se quedan como están: {tests}. }{pymongo?`AsyncMongoClient` necesita PyMongo 4.9 o posterior. }{aiohttp?El cliente asíncrono necesita aiohttp: instálalo. }Revisa el cambio.',
  'fix.review.httpx': 'Ningún archivo de este proyecto importa httpx todavía: instálalo y revisa el cambio.',
  'kind.async-client': 'Usar clientes asíncronos',
  'kind.async-sleep': 'Esperar con `asyncio.sleep`',
  'kind.async-path': 'Esperar con `anyio.Path`',
  'kind.async-file': 'Esperar los archivos con `anyio.open_file`',
  'kind.async-process': 'Esperar con `anyio.run_process`',
  'kind.async-requests': 'Esperar con `httpx.AsyncClient`',
  'kind.make-def': 'Declarar funciones con `def`',
  'kind.make-async-def': 'Declarar funciones con `async def`',
  'kind.return-list': 'Devolver listas en lugar de generadores',
  'kind.offload': 'Ejecutar en hilos las llamadas que bloquean',
  'kind.add-async': 'Añadir los `async` que faltan',
  'kind.await-in-async-def': 'Añadir los `await` que faltan y declarar las funciones con `async def`',
  'kind.remove-suppression': 'Quitar los comentarios que no silencian nada',
  'kind.remove-await': 'Quitar los `await` que sobran',
  'kind.await-instead': 'Esperar las corrutinas con `await` en lugar de arrancar un bucle',
  'kind.await-server': 'Esperar el `serve()` de los servidores',
  'kind.keep-task': 'Guardar las tareas en un conjunto',
  'kind.asyncio-lock': 'Usar candados de asyncio',
  'kind.await-directly': 'Llamar directamente con `await` a las funciones asíncronas',
  'kind.add-await': 'Añadir los `await` que faltan',
  'fix-all.file': '{what}: los {count} casos de este {notebook?cuaderno}{!notebook?archivo}',
  'fix-all.workspace': '{what}: en todas partes, con vista previa',
  'fix-all.route': 'Aplicar las {count} correcciones de esta ruta',
  'fix-all.safe': 'Aplicar {one?la corrección segura}{!one?las {count} correcciones seguras} de Loopwise',
  'fix.remove-suppression': 'Quitar lo que no silencia nada',
  'fix.remove-await': 'Quitar el `await` delante de `{call}`',
  'fix.await-instead': 'Esperar la corrutina con `await` en lugar de `{call}`',
  'fix.await-server': 'Esperar con `await` el `serve()` de un `uvicorn.Server` en lugar de `{call}`',
  'fix.await-directly': 'Llamar a `{given}` directamente con `await`',
  'fix.keep-task': 'Guardar la tarea en el conjunto `{set}`',
  'fix.asyncio-lock': 'Convertir `{lock}` en un candado de asyncio, en todos sus usos',
  'fix.suppress.reason': 'Ignorar {rule} en esta línea, con una razón…',
  'fix.suppress': 'Ignorar {rule} en esta línea',
  'path.step': 'llama a {text}',
  'path.last step': 'bloquea en {text}',
  'path.more steps': '… {count} pasos más …',
  'card.open': 'Abrir la tarjeta',
  'burgers.show': 'Mostrar en el restaurante de hamburguesas',
  'lens.restaurant': 'Ver esta ruta en el restaurante de hamburguesas',
  'lens.blocking calls.one': '1 llamada que bloquea',
  'lens.blocking calls': '{count} llamadas que bloquean',
  'lens.dependencies.one': '1 dependencia',
  'lens.dependencies': '{count} dependencias',
  'lens.freezing dependencies.one': '1 de ellas congela el bucle',
  'lens.freezing dependencies': '{count} de ellas congelan el bucle',
  'inlay.direct': 'congela el bucle',
  'inlay.chain': 'termina en {blocker}',
  'lens.restaurant.freezes': 'Congela todas las demás peticiones: míralo en el restaurante de hamburguesas',
  'path.show': 'Mostrar el camino hasta el bloqueo',
  'place.event loop': 'bucle de eventos',
  'place.thread pool': 'grupo de hilos',
  'place.process': 'otro proceso',
  'hierarchy.blocks': 'bloquea',
  'hierarchy.blocks in': 'bloquea: {blocker}',
  'hierarchy.waits in': 'espera: {blocker}',
  'hover.event loop': '**`{function}` ({role})** se ejecuta **en el bucle de eventos**, porque es `async def`.',
  'hover.event loop def':
    '**`{function}` ({role})** se ejecuta **en el bucle de eventos**: FastAPI no pasa este tipo de función a un hilo.',
  'hover.thread pool':
    '**`{function}` ({role})** se ejecuta **en el grupo de hilos** ({threads} hilos), porque es `def`.',
  'hover.init thread pool':
    '**`{function}` ({role})** se ejecuta **en el grupo de hilos** ({threads} hilos), porque FastAPI llama a una clase como a un `def`.',
  'hover.handed over.thread pool':
    '**`{function}` ({role})** se ejecuta **en un hilo**, porque este proyecto se la entrega a uno.',
  'hover.handed over.process':
    '**`{function}` ({role})** se ejecuta **en otro proceso**, porque este proyecto se la entrega a uno.',
  'hover.clear': 'Nada de lo que llama bloquea, que Loopwise sepa.',
  'hover.blocked': 'Bloquea el bucle en `{blocker}`:',
  'hover.waits': 'Espera en `{blocker}`, pero en un hilo, así que no detiene a nadie más:',
  'hover.call.event loop':
    '**`{name}` bloquea**, y esta función se ejecuta en el bucle de eventos: todas las peticiones esperan hasta que termine.',
  'hover.call.thread pool':
    '**`{name}` bloquea** el hilo en el que se ejecuta. Aquí está bien: FastAPI ejecuta esta función en el grupo de hilos.',
  'hover.call.caller':
    '**`{name}` bloquea** a quien llame a esta función: en el bucle de eventos detendría todas las peticiones.',
  'hover.call.process': '**`{name}` bloquea** el proceso en el que se ejecuta.',
  'hover.not def': 'No basta con declararla con `def`: {obstacle}.',
  'version.background object.before':
    'FastAPI {version} ({source}) llama a `{function}` en un hilo y nunca espera la corrutina que eso crea, así que su código no se ejecuta. Desde la 0.85 sí la espera.',
  'version.application lifespan.before':
    'FastAPI {version} ({source}) ignora `FastAPI(lifespan=…)` y ejecuta las funciones de arranque y cierre. Desde la 0.93, el ciclo de vida se ejecuta en su lugar.',
  'version.application lifespan.since':
    'FastAPI {version} ({source}) ejecuta el ciclo de vida de la aplicación en lugar de sus funciones de arranque y cierre, así que `{function}` no se ejecuta.',
  'version.annotated dependency.before':
    'FastAPI {version} ({source}) ignora `Depends` dentro de `Annotated`, así que ahí no llama a `{function}`. Desde la 0.95 sí lo hace.',
  'version.router lifespan.before':
    'FastAPI {version} ({source}) no ejecuta el ciclo de vida de un router que la aplicación incluye. Desde la 0.112.2 sí lo hace.',
  'version.wrapped coroutine.before':
    'FastAPI {version} ({source}) llama al `def` que está en el lugar de `{function}` y deja tal cual lo que este crea, así que el código de `{function}` no se ejecuta. Desde la 0.123.5 ve a través de `functools.wraps`.',
  'version.wrapped coroutine.since':
    'FastAPI {version} ({source}) ve a través de `functools.wraps` y ejecuta lo que crea el `def` que está en el lugar de `{function}`. Antes de la 0.123.5 no lo hacía.',
  'version.partial coroutine.before':
    'FastAPI {version} ({source}) llama al `functools.partial` de `{function}` en un hilo y nunca espera la corrutina que eso crea, así que su código no se ejecuta. Desde la 0.123.5 sí la espera.',
  'version.partial coroutine.since':
    'FastAPI {version} ({source}) espera una dependencia que es un `functools.partial`. Antes de la 0.123.5 no lo hacía.',
  'version.operation object.before':
    'FastAPI {version} ({source}) llama a `{function}` en un hilo y nunca espera la corrutina que eso crea, así que su código no se ejecuta. Desde la 0.123.5 sí la espera.',
  'version.operation object.since':
    'FastAPI {version} ({source}) espera una path operation que es un objeto. Antes de la 0.123.5 no lo hacía.',
  'version.generator class.before':
    'FastAPI {version} ({source}) toma por generador una clase cuyo `__call__` lo es, así que `{function}` se ejecuta en el bucle de eventos. Desde la 0.123.10 se ejecuta en un hilo.',
  'version.generator class.since':
    'FastAPI {version} ({source}) toma por clase una clase cuyo `__call__` es un generador. Antes de la 0.123.10 la tomaba por generador.',
  'version.streamed operation.before':
    'FastAPI {version} ({source}) no transmite lo que produce una path operation con `yield`: {async?nunca ejecuta un generador asíncrono}{!async?lo recorre en el bucle de eventos para convertirlo en JSON}. Desde la 0.134 lo transmite{!async? desde un hilo}.',
  'version.streamed operation.since':
    'FastAPI {version} ({source}) transmite lo que produce una path operation con `yield`. Antes de la 0.134 {async?no se ejecutaba}{!async?lo recorría en el bucle de eventos}.',
  'obstacle.awaits': 'espera con `await` en la línea {line}',
  'obstacle.role': 'una función de este tipo ({role}) siempre se espera con `await`',
  'obstacle.not called': 'no es FastAPI quien la llama',
  'obstacle.context manager': 'se entra en ella como contexto asíncrono',
  'obstacle.coroutine': '`{call}`, en la línea {line}, crea una corrutina',
  'obstacle.generator': 'FastAPI recorre de todos modos en el bucle de eventos lo que devuelve',
  'obstacle.decorator': 'el decorador `{decorator}` podría esperarla con `await`',
  'obstacle.called': 'el propio proyecto la llama, en {place}',
  'obstacle.loop': 'la función, o algo a lo que llama, necesita el bucle de eventos',
  'hover.replacement': 'Para esperar sin bloquear: `await {replacement}`.',
  'hover.fix': 'Corregir …',
  'concept.await':
    'Aquí **{function}** devuelve el control al bucle de eventos{awaited? mientras espera a {awaited}}; entretanto avanzan otras peticiones.',
  'concept.await blocked': 'Este `await` no libera el bucle de eventos{awaited?: {awaited} espera sin soltarlo}.',
  'concept.coroutine':
    'Esta llamada a {function} **todavía no ejecuta nada**: crea una corrutina, que se ejecuta cuando alguien la espera con `await`.',
  'concept.concurrent': 'Con {call} varias corrutinas esperan **a la vez**, todas en el mismo bucle de eventos.',
  'concept.depends':
    'FastAPI llama a la dependencia antes que a la función: si es `async def`, en el bucle de eventos; si es `def`, en el grupo de hilos.',
  'concept.depends.event loop': 'FastAPI llama a {dependency} antes que a la función, **en el bucle de eventos**.',
  'concept.depends.thread pool': 'FastAPI llama a {dependency} antes que a la función, **en el grupo de hilos**.',
  'concept.background tasks':
    'Lo que se añade aquí se ejecuta **después de la respuesta**: si es `async def`, en el bucle de eventos; si es `def`, en el grupo de hilos.',
  'concept.background task.event loop':
    '{handed} se ejecuta después de la respuesta, **en el bucle de eventos**: si bloquea, las peticiones nuevas esperan.',
  'concept.background task.thread pool': '{handed} se ejecuta después de la respuesta, **en el grupo de hilos**.',
  'concept.streaming':
    'Un generador `async def` se recorre **en el bucle de eventos**; uno normal, **en el grupo de hilos**, elemento a elemento.',
  'concept.offloader':
    '{call} ejecuta {handed?{handed}}{!handed?lo que recibe} **en un hilo**; mientras tanto, el bucle de eventos sigue.',
  'concept.to own thread':
    '{call} ejecuta {handed?{handed}}{!handed?lo que recibe} **en un hilo del proyecto**, aparte de los que usa FastAPI.',
  'concept.thread executor': '{call} crea hilos propios, además de los 40 que usa FastAPI.',
  'concept.to process':
    '{call} ejecuta {handed?{handed}}{!handed?lo que recibe} **en otro proceso**, que puede usar otro núcleo.',
  'concept.process pool': '{call} crea procesos, para trabajos que mantienen ocupado el procesador.',
  'concept.application':
    'Path operations de esta carpeta: {operations}. En el bucle de eventos: {loop}; en el grupo de hilos: {threads}.{blocked? **Pueden bloquear el bucle: {blocked}.**}',
  'burgers.title': 'El restaurante de hamburguesas',
  'burgers.views': 'Qué se muestra',
  'burgers.view.story': 'La historia',
  'burgers.view.route': 'Tu ruta',
  'burgers.story.intro':
    'Dos restaurantes reciben los mismos pedidos en el mismo momento. Uno tiene un solo cocinero, que toma el siguiente pedido mientras la parrilla trabaja; el otro tiene ocho, y cada uno espera ante la parrilla hasta que las hamburguesas están hechas.',
  'burgers.concurrent': 'Hamburguesas concurrentes',
  'burgers.parallel': 'Hamburguesas paralelas',
  'burgers.concurrent.what': 'Un cocinero, números y mesas: `async def` con `await`, en el bucle de eventos.',
  'burgers.parallel.what': 'Ocho mostradores y todo el mundo de pie: `def`, en un grupo de ocho hilos.',
  'burgers.orders': 'Pedidos',
  'burgers.play': 'Reproducir',
  'burgers.pause': 'Pausa',
  'burgers.forward': 'Paso siguiente',
  'burgers.back': 'Paso anterior',
  'burgers.restart': 'Desde el principio',
  'burgers.speed': 'Velocidad',
  'burgers.time': 'Tiempo',
  'burgers.player': 'Reproduce la historia: la barra espaciadora reproduce y pausa, las flechas avanzan paso a paso',
  'burgers.progress':
    '{served} de {customers} atendidos · {waiting} en espera · de media {mean} · la mayor espera {longest}',
  'burgers.growth.served': 'Atendidos',
  'burgers.growth':
    'Clientes atendidos con el tiempo. {left}: {leftServed} de {customers} a los {time}. {right}: {rightServed} de {customers}.',
  'burgers.told.start': 'Se abren las puertas.',
  'burgers.told.comes': 'Entra el cliente {customer}: el bucle de eventos toma la petición.',
  'burgers.told.works':
    'El cliente {customer} está en el mostrador: `{text}` se ejecuta en el bucle de eventos y es corto.',
  'burgers.told.waits':
    'El cliente {customer} se sienta con un número: `await {text}` no ocupa el bucle, así que el cocinero toma el siguiente pedido.',
  'burgers.told.called':
    'Sale el número del cliente {customer}: la función sigue después de su `await` cuando el bucle queda libre.',
  'burgers.told.thread': 'El cliente {customer} consigue un mostrador: un hilo del grupo ejecuta `{text}`.',
  'burgers.told.holds':
    'El cliente {customer} y el cocinero de ese mostrador esperan ante la parrilla: `{text}` retiene el hilo durante {time}; los demás siguen.',
  'burgers.told.queue':
    'Todos los hilos del grupo están ocupados: el cliente {customer} hace cola hasta que quede uno libre.',
  'burgers.told.lock':
    'El cocinero espera {time}: un hilo que calcula para el cliente {customer} tiene el candado de Python.',
  'burgers.told.computes':
    'El cocinero corta ingredientes para el cliente {customer}: `{text}` calcula en el bucle de eventos{worker? del proceso {worker}} durante {time} y {worker?allí }no se atiende a nadie más.',
  'burgers.told.blocks':
    'El cocinero está ante la parrilla por el cliente {customer}: `{text}` retiene el bucle de eventos{worker? del proceso {worker}} durante {time} y {worker?allí }no se atiende a nadie más.',
  'burgers.told.served': 'El cliente {customer} tiene su pedido, después de {time}.',
  'burgers.step.framework': 'el framework',
  'burgers.code': 'El código de {name}',
  'burgers.route.choose': 'Elegir otra ruta…',
  'burgers.route.pick': 'Elegir una path operation…',
  'burgers.route.none':
    'No hay ninguna ruta elegida. Pon el cursor en una path operation y ejecuta ahí esta orden, o elige una.',
  'burgers.route.gone': '{name} ya no está en el código. Lo que ves es cómo era.',
  'burgers.route.waiting': 'Leyendo la ruta…',
  'burgers.route.not served': 'Ninguna path operation ejecuta este lugar, así que aquí está la historia.',
  'burgers.route.fix': 'Mostrar las correcciones en el editor',
  'burgers.route.fixed':
    'El código ha cambiado desde que abriste el restaurante: «Tal como está» lo muestra ahora, «Al abrir» como era.',
  'burgers.recipe': 'La receta: qué hace el servidor para una petición',
  'burgers.recipe.empty': 'nada que lleve tiempo',
  'burgers.recipe.response': 'Sale la respuesta.',
  'burgers.stage.event loop': '{name} ({role}) se ejecuta en el bucle de eventos',
  'burgers.stage.thread pool': '{name} ({role}) se ejecuta en un hilo del grupo',
  'burgers.stage.own thread': '{name} ({role}) se ejecuta en un hilo propio',
  'burgers.role.clean-up': 'después del `yield`',
  'burgers.part.before': 'antes de `call_next`',
  'burgers.part.after': 'después de `call_next`',
  'burgers.part.after the answer': 'después de la respuesta',
  'burgers.do.wait': 'espera con await',
  'burgers.do.block.loop': 'retiene el bucle',
  'burgers.do.block.thread': 'retiene su hilo',
  'burgers.do.compute.loop': 'calcula en el bucle',
  'burgers.do.compute.thread': 'calcula en su hilo',
  'burgers.do.thread.limiter': 'en un hilo del grupo',
  'burgers.do.thread.executor': 'en un hilo del ejecutor de asyncio',
  'burgers.do.thread.own': 'en un hilo propio',
  'burgers.do.thread.processes': 'en otro proceso',
  'burgers.do.gather': 'a la vez',
  'burgers.do.written': 'como dice el código',
  'burgers.kitchen': 'La hora punta',
  'burgers.kitchen.customers': 'Clientes',
  'burgers.kitchen.arrival': 'Llegan',
  'burgers.kitchen.together': 'todos a la vez',
  'burgers.kitchen.rate': 'uno tras otro',
  'burgers.kitchen.perSecond': 'Clientes por segundo',
  'burgers.kitchen.workers': 'Procesos (workers)',
  'burgers.kitchen.poolSize': 'Hilos del grupo',
  'burgers.kitchen.cores': 'Núcleos de la máquina',
  'burgers.kitchen.durations': 'Cuánto dura cada cosa, en milisegundos',
  'burgers.kitchen.reset': 'Volver a los valores iniciales',
  'burgers.category.sleep': 'Pausa (sleep)',
  'burgers.category.http': 'Petición HTTP',
  'burgers.category.database': 'Consulta a la base de datos',
  'burgers.category.file': 'Archivo',
  'burgers.category.subprocess': 'Otro programa',
  'burgers.category.lock': 'Candado',
  'burgers.category.queue': 'Cola',
  'burgers.category.socket': 'Conexión de red',
  'burgers.category.dns': 'Búsqueda de nombre',
  'burgers.category.sdk': 'Servicio en la nube',
  'burgers.category.mail': 'Correo',
  'burgers.category.input': 'Entrada por teclado',
  'burgers.category.cpu': 'Cálculo',
  'burgers.serving': 'Forma de servir',
  'burgers.serving.as it is': 'Tal como está',
  'burgers.serving.when opened': 'Al abrir',
  'burgers.serving.after the fix': 'Tras la corrección',
  'burgers.serving.as def': 'Como `def`',
  'burgers.serving.offloaded': 'Delegada a hilos',
  'burgers.serving.truly async': 'Asíncrona de verdad',
  'burgers.serving.2 workers': 'Tal como está, 2 workers',
  'burgers.serving.4 workers': 'Tal como está, 4 workers',
  'burgers.serving.8 workers': 'Tal como está, 8 workers',
  'burgers.serving.same': 'igual que {other}',
  'burgers.side.left': 'Izquierda',
  'burgers.side.right': 'Derecha',
  'burgers.side.show.left': 'Mostrar {serving} a la izquierda',
  'burgers.side.show.right': 'Mostrar {serving} a la derecha',
  'burgers.results': 'Las formas de servir a {customers} {one?cliente}{!one?clientes}',
  'burgers.results.total': 'Tiempo total',
  'burgers.results.throughput': 'Atendidos por segundo',
  'burgers.results.median': 'Espera mediana',
  'burgers.results.percentile95': 'El 95 % espera como máximo',
  'burgers.results.stalls': 'Paradas del bucle',
  'burgers.results.longest stall': 'Parada más larga',
  'burgers.results.queue': 'Cola para un hilo',
  'burgers.results.workers':
    'Los workers comparten una puerta: el que está libre toma a todos los que hay en ella, así que los clientes no se reparten por igual.',
  'burgers.results.summary':
    '{customers} {one?cliente}{!one?clientes}. {left}: {leftTotal} en total, espera mediana {leftMedian}. {right}: {rightTotal} en total, espera mediana {rightMedian}.',
  'burgers.timeline': 'Quién tiene qué y cuándo',
  'burgers.timeline.of': '{serving}: el bucle y sus hilos durante {time}, con {stalls} paradas del bucle',
  'burgers.timeline.zoom': 'Ampliación',
  'burgers.timeline.hint':
    'Señala una barra para ver los detalles; un clic en ella, o Intro, abre el código. Las flechas van de parada en parada.',
  'burgers.timeline.none': 'Ninguna parada del bucle.',
  'burgers.row.loop': 'Bucle',
  'burgers.row.worker': 'Bucle {number}',
  'burgers.row.limiter': 'Hilos',
  'burgers.row.executor': 'Ejecutor',
  'burgers.row.own': 'Hilos propios',
  'burgers.row.processes': 'Procesos',
  'burgers.bar.turn': '{text} tiene el bucle para el cliente {customer}: {time}, desde {from}',
  'burgers.bar.stall': 'Parada: {text} retiene el bucle para el cliente {customer}: {time}, desde {from}',
  'burgers.bar.locked out':
    'Parada: el bucle espera el candado de Python, que tiene un hilo del cliente {customer} ({text}): {time}, desde {from}',
  'burgers.bar.blocks': '{text} retiene el hilo para el cliente {customer}: {time}, desde {from}',
  'burgers.bar.computes': '{text} calcula para el cliente {customer}: {time}, desde {from}',
  'burgers.bar.waits for the lock':
    'El hilo del cliente {customer} espera el candado de Python ({text}): {time}, desde {from}',
  'burgers.legend': 'Leyenda',
  'burgers.legend.turn': 'turno corto en el bucle',
  'burgers.legend.stall': 'parada: un cliente retiene el bucle',
  'burgers.legend.locked out': 'parada: el bucle espera el candado de Python',
  'burgers.legend.blocks': 'un hilo espera con su cliente',
  'burgers.legend.computes': 'un hilo calcula',
  'burgers.legend.waits for the lock': 'un hilo espera el candado de Python',
  'burgers.stalls': 'Las paradas más largas del bucle',
  'burgers.stalls.when': 'Desde',
  'burgers.stalls.lasts': 'Dura',
  'burgers.stalls.customer': 'Cliente',
  'burgers.stalls.code': 'Código',
  'burgers.stalls.more': 'No se muestran otras {count}.',
  'burgers.histogram': 'Cuánto esperan los clientes',
  'burgers.histogram.customers': 'Clientes',
  'burgers.histogram.time': 'Tiempo desde la llegada hasta la respuesta',
  'burgers.histogram.of': 'Cuántos clientes esperan cuánto: {left} y {right}',
  'burgers.table': 'Como tabla',
  'burgers.save': 'Guardar como imagen',
  'burgers.save.svg': 'SVG',
  'burgers.save.png': 'PNG',
  'burgers.save.title': '{route} en el restaurante de hamburguesas: {customers} {one?cliente}{!one?clientes}',
  'burgers.model':
    'Una simulación de uvicorn, el bucle de eventos, el grupo de hilos y el candado de Python. Las duraciones son valores típicos que puedes cambiar: confía en las proporciones, no en los milisegundos. Lo que está dentro de un `for` o un `while` cuenta una sola vez.',
  'reader.course': 'Curso',
  'reader.place': '{order} de {count}',
  'reader.previous': '← Anterior',
  'reader.previous.long': 'Tarjeta anterior: {title}',
  'reader.next': 'Siguiente →',
  'reader.next.long': 'Tarjeta siguiente: {title}',
  'reader.read': 'Leída',
  'reader.browse': 'Todos los conceptos',
  'reader.related': 'Tarjetas relacionadas',
  'reader.table': 'Tabla',
  'reader.insert': 'Insertar en el cursor',
  'reader.insert.long': 'Insertar el ejemplo {number} en el cursor',
  'reader.scratch': 'Abrir como archivo',
  'reader.scratch.long': 'Abrir el ejemplo {number} como archivo nuevo',
  'reader.claim.blocks': 'Mal a propósito: esto bloquea el bucle de eventos.',
  'reader.claim.loses': 'Mal a propósito: esto pierde trabajo.',
  'reader.claim.fails': 'Mal a propósito: esto lanza un error.',
  'reader.importance.fundamental': 'Fundamental',
  'reader.importance.important': 'Importante',
  'reader.importance.specific': 'Específico',
  'burgers.scene.described.all':
    '{one?Ya se ha atendido al cliente, después de {time}.}{!one?Ya se ha atendido a los {customers}. De media han esperado {time}.}',
  'burgers.scene.described.block':
    '{worker?En el proceso {worker}, el}{!worker?El} cocinero está ante la parrilla por el cliente {customer}: {waiting} {one?espera}{!one?esperan} y nadie toma pedidos.',
  'burgers.scene.described.busy':
    '{worker?En el proceso {worker}, el}{!worker?El} cocinero está ocupado con el cliente {customer}: {waiting} {one?espera}{!one?esperan} y nadie toma pedidos.',
  'burgers.scene.described.compute':
    '{worker?En el proceso {worker}, el}{!worker?El} cocinero corta ingredientes para el cliente {customer}: {waiting} {one?espera}{!one?esperan} y nadie toma pedidos.',
  'burgers.scene.described.line': '{count} {one?está}{!one?están} en la cola.',
  'burgers.scene.described.lock':
    '{worker?En el proceso {worker}, el}{!worker?El} cocinero que toma pedidos espera el candado de Python, que retiene el hilo del cliente {customer}: {waiting} {one?espera}{!one?esperan}.',
  'burgers.scene.described.queue': '{count} {one?espera}{!one?esperan} un hilo.',
  'burgers.scene.described.quiet': '{count} {one?espera}{!one?esperan} su turno.',
  'burgers.scene.described.seated':
    '{count} {one?espera sentado}{!one?esperan sentados} lo que está en la parrilla, y se siguen tomando pedidos.',
  'burgers.scene.described.served': 'Atendidos: {served} de {customers}.',
  'burgers.scene.described.several':
    '{stalled} de {loops} cocineros que toman pedidos están parados; el que más, por el cliente {customer}: {waiting} {one?espera}{!one?esperan}.',
  'burgers.scene.described.threads':
    '{count} {one?cliente está}{!one?clientes están} con el cocinero de un hilo{!one? cada uno}.',
  'burgers.scene.served': 'Atendidos: {served} de {customers}',
  'burgers.scene.stall': 'Parado {seconds} s',
  'burgers.scene.stall.lock': 'Parado por el candado de Python: {seconds} s',
  'burgers.scene.stall.lock.call': 'Parado: {call} retiene el candado de Python, {seconds} s',
  'burgers.scene.stall.task': 'Parado por el cliente {customer}: {seconds} s',
  'burgers.scene.stall.task.call': 'Parado: {call} para el cliente {customer}, {seconds} s',
  'burgers.scene.worker': 'Proceso {number}',
  'report.title': 'Cómo atiende {project} sus peticiones',
  'report.skip': 'Ir a lo que congela el bucle de eventos',
  'report.made': '{date}, {files} archivos de Python{fastapi?, FastAPI {fastapi}}',
  'report.lead':
    'FastAPI ejecuta las funciones `async def` en el bucle de eventos, una a la vez, y las funciones `def` en hilos. Lo que bloquea en el bucle detiene todas las peticiones hasta que termina.',
  'report.figures': 'De un vistazo',
  'report.figure.operations': 'path operations y websockets',
  'report.figure.frozen': 'congelan el bucle de eventos',
  'report.figure.onLoop': 'se ejecutan en el bucle de eventos, y no se sabe de nada que bloquee',
  'report.figure.inThreads': 'se ejecutan en un hilo',
  'report.difference.none': 'igual que el {date}',
  'report.difference.more': '{count} más que el {date}',
  'report.difference.less': '{count} menos que el {date}',
  'report.trend': 'A lo largo del tiempo',
  'report.trend.chart':
    'Cuántas path operations congelan el bucle de eventos: {first} el {from}, {last} el {to}. La tabla tiene los números.',
  'report.trend.date': 'Fecha',
  'report.trend.operations': 'Path operations',
  'report.trend.frozen': 'Congelan el bucle',
  'report.trend.onLoop': 'En el bucle',
  'report.trend.inThreads': 'En un hilo',
  'report.trend.findings': 'Hallazgos de todas las reglas',
  'report.changes': 'Desde el {date}',
  'report.changes.none':
    'Ninguna path operation ha empezado a congelar el bucle de eventos, y ninguna ha dejado de hacerlo.',
  'report.changes.new': 'Ahora congelan el bucle de eventos: {count}',
  'report.changes.mended': 'Ya no lo congelan: {count}',
  'report.freezes': 'Qué congela el bucle de eventos',
  'report.freezes.none': 'No se sabe de nada que lo congele.',
  'report.freezes.order': 'Primero va lo que detiene más path operations.',
  'report.chain': 'El camino hasta la llamada que bloquea:',
  'report.holds.none': 'No se sabe de ninguna path operation que la ejecute en una petición.',
  'report.holds.one': 'Forma parte de 1 path operation:',
  'report.holds': 'Forma parte de {count} path operations:',
  'report.holds.more': 'y {count} más, que están en la tabla.',
  'report.operations': 'Todas las path operations y los websockets',
  'report.operations.none': 'No se encontró ninguna. ¿Es esta la carpeta correcta?',
  'report.others': 'Otras funciones que llama FastAPI',
  'report.findings': 'Qué más se encontró',
  'report.column.method': 'Método',
  'report.column.path': 'Ruta',
  'report.column.role': 'Papel',
  'report.column.function': 'Función',
  'report.column.declared': 'Declarada',
  'report.column.runs': 'Se ejecuta',
  'report.column.state': 'Estado',
  'report.column.rule': 'Regla',
  'report.column.place': 'Lugar',
  'report.column.message': 'Mensaje',
  'report.role': '{role}',
  'report.runs.event loop': 'en el bucle de eventos',
  'report.runs.thread pool': 'en un hilo',
  'report.runs.process': 'en otro proceso',
  'report.runs.caller': 'donde se la llama',
  'report.state.frozen': 'congela el bucle',
  'report.state.see': 'ver {number}',
  'report.state.free': 'no se conoce nada que bloquee',
  'report.state.thread': 'no detiene a nadie más',
  'report.state.waits': 'espera a `{blocker}`',
  'role.path operation': 'path operation',
  'role.dependency': 'dependencia',
  'role.background task': 'tarea en segundo plano',
  'role.websocket': 'websocket',
  'role.middleware': 'middleware',
  'role.lifespan': 'ciclo de vida',
  'role.startup handler': 'función de arranque',
  'role.exception handler': 'manejador de excepciones',
  'role.validator': 'validador',
  'role.ASGI application': 'aplicación ASGI',
  'role.stream': 'flujo',
  'role.thread function': 'función de hilo',
  'role.task': 'tarea',
  'status.libraries': '{folder}: las llamadas se siguen hasta las bibliotecas de {environment}',
  'status.no-libraries':
    'loopwise.pythonEnvironment: no hay ningún entorno de Python en {environment} (allí no hay carpeta site-packages), así que no se examina ninguna biblioteca',
  'status.no folder': '{folder}: sin analizar: no es una carpeta de esta máquina',
  'status.unreadable': '{path}: sin analizar: {reason}',
  'server.usage': `loopwise-language-server: el servidor de lenguaje de Loopwise, que encuentra lo que bloquea el bucle de eventos de FastAPI

Uso:
  loopwise-language-server [--stdio]

Lo arranca un editor, que habla con él por la entrada y la salida estándar con el Language Server Protocol.

Opciones:
  --stdio         hablar por la entrada y la salida estándar (por defecto)
  --socket PORT   hablar por una conexión TCP a este puerto de la máquina
  --pipe NAME     hablar por una tubería con nombre o un socket de Unix
  --node-ipc      hablar por el canal del proceso de Node que lo arranca
  -V, --version   mostrar la versión
  -h, --help      mostrar este texto`,
  'server.terminal':
    'loopwise-language-server espera a un editor en la entrada estándar; --help dice más. Ctrl+C o Ctrl+D lo termina.',
  'server.see help': '--help muestra las opciones.',
  'server.unknown option': 'opción desconocida «{option}»',
  'server.unknown argument': 'argumento desconocido «{argument}»',
  'server.no value': '{option} necesita un valor',
  'server.no port': '--socket necesita un puerto de 1 a 65535, no «{value}»',
  'server.needless value': '{option} no admite ningún valor, pero recibió «{value}»',
  'server.two transports': '{one} y {other} se excluyen',
  'configuration.syntax': 'esto no es TOML válido: {reason}',
  'configuration.unknown-key':
    'no hay ninguna clave con este nombre{nearest?; ¿querías decir «{nearest}»?}{!nearest?.} Claves: {allowed}',
  'configuration.unknown-rule':
    'no hay ninguna regla con este nombre{nearest?; ¿querías decir «{nearest}»?}{!nearest?.} Reglas: {allowed}',
  'configuration.missing-key': 'falta la clave «{name}»',
  'configuration.not-one-of':
    'aquí no se admite {written}{nearest?; ¿querías decir «{nearest}»?}{!nearest?.} Se admite: {allowed}',
  'configuration.no-name':
    '{written} no es un nombre completo; escríbelo como "paquete.modulo.funcion", con * para un nombre cualquiera y ** para varios',
  'configuration.wrong-kind': 'esto tiene que ser {kind}',
  'configuration.kind.text': 'un texto entre comillas',
  'configuration.kind.truth': 'true o false',
  'configuration.kind.list': 'una lista, entre corchetes',
  'configuration.kind.table': 'una tabla',
  'configuration.kind.name': 'un nombre completo entre comillas, o una tabla que tenga un nombre (name)',
  'configuration.kind.position': 'un número entero a partir de 0',
  'configuration.no-folder': 'no hay ninguna carpeta «{folder}» junto a este archivo',
  'configuration.no-environment':
    'no hay ningún entorno de Python en «{environment}» (falta allí la carpeta site-packages)',
  'configuration.on-network': 'no se mira en una carpeta de otro equipo',
  'configuration.no-table': 'falta la tabla [tool.loopwise]',
  'configuration.nothing-checked':
    'no se ha comprobado nada: la configuración tiene {count} {one?error}{!one?errores}:',
  'check.summary':
    '{findings} hallazgos en {files} {oneFile?archivo}{!oneFile?archivos} ({megabytes} MB, {milliseconds} ms)',
  'check.summary.one': '1 hallazgo en {files} {oneFile?archivo}{!oneFile?archivos} ({megabytes} MB, {milliseconds} ms)',
  'mcp.unreadable': '{folder}: no existe esa carpeta o no se puede leer ({code})',
  'mcp.no folder': '{folder}: no es una carpeta',
  'line in cell': 'celda {cell}:{line}',
  'reason.binary': 'es un archivo binario',
  'reason.too-large': 'ocupa más de {limit} MB',
  'reason.no notebook': 'no es un cuaderno (no es JSON válido)',
  'reason.notebook format': 'es un cuaderno de formato {format}, y solo se lee el formato 4',
  'reason.encoding': 'no se conoce su codificación «{encoding}»',
  'reason.decode': 'no es {encoding} válido',
  'reason.unreadable': 'no se puede leer ({code})',
  ...commandLineEs,
};
