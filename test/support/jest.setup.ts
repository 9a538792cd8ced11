// jest 30 cannot `require` an ES module that is being loaded in a cycle: load the frameworks once, first.
import 'reflect-metadata';
import '@nestjs/common';
import '@nestjs/core';
import 'typeorm';
import 'bullmq';
