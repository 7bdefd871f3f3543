// A room server with Socket.IO: `join` (with a receipt), `say`, heard as `said`, and `echo`.
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { listen } from './listen.mjs';

const server = createServer();
const io = new Server(server, { transports: ['websocket'], perMessageDeflate: false });

io.on('connection', (socket) => {
  socket.on('join', (room, receipt) => {
    socket.join(room);
    socket.data.room = room;
    receipt();
  });
  socket.on('say', (text) => io.to(socket.data.room).emit('said', text));
  socket.on('echo', (text) => socket.emit('echo', text));
});

listen('socketio-room', server);
