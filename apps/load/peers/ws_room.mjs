// A room server with `ws`: the path is the room, `/echo` answers the speaker alone.
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { listen } from './listen.mjs';

const rooms = new Map();
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

function enter(name, socket) {
  const room = rooms.get(name) ?? new Set();
  rooms.set(name, room.add(socket));
  return room;
}

function leave(name, room, socket) {
  room.delete(socket);
  if (room.size === 0) rooms.delete(name);
}

sockets.on('connection', (socket, request) => {
  socket.on('error', () => {}); // `close` follows
  if (request.url === '/echo') {
    socket.on('message', (data, binary) => socket.send(data, { binary }));
    return;
  }
  const room = enter(request.url, socket);
  socket.on('close', () => leave(request.url, room, socket));
  socket.on('message', (data, binary) => {
    for (const member of room) member.send(data, { binary });
  });
});

listen('ws-room', server);
