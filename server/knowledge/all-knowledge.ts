import aiofiles from './aiofiles.json' with { type: 'json' };
import aiohttp from './aiohttp.json' with { type: 'json' };
import aiosqlite from './aiosqlite.json' with { type: 'json' };
import analyticDatabases from './analytic-databases.json' with { type: 'json' };
import anthropic from './anthropic.json' with { type: 'json' };
import arango from './arango.json' with { type: 'json' };
import asynchronousBrokers from './asynchronous-brokers.json' with { type: 'json' };
import asynchronousClients from './asynchronous-clients.json' with { type: 'json' };
import asynchronousMail from './asynchronous-mail.json' with { type: 'json' };
import asynchronousOrms from './asynchronous-orms.json' with { type: 'json' };
import asyncio from './asyncio.json' with { type: 'json' };
import asyncpg from './asyncpg.json' with { type: 'json' };
import azureStorageBlob from './azure-storage-blob.json' with { type: 'json' };
import boto3 from './boto3.json' with { type: 'json' };
import celery from './celery.json' with { type: 'json' };
import cloudClients from './cloud-clients.json' with { type: 'json' };
import compression from './compression.json' with { type: 'json' };
import dataModels from './data-models.json' with { type: 'json' };
import databases from './databases.json' with { type: 'json' };
import decorators from './decorators.json' with { type: 'json' };
import documents from './documents.json' with { type: 'json' };
import duckdb from './duckdb.json' with { type: 'json' };
import elasticsearch from './elasticsearch.json' with { type: 'json' };
import googleCloud from './google-cloud.json' with { type: 'json' };
import h5py from './h5py.json' with { type: 'json' };
import harmless from './harmless.json' with { type: 'json' };
import httpx from './httpx.json' with { type: 'json' };
import httpxSse from './httpx-sse.json' with { type: 'json' };
import huggingfaceHub from './huggingface-hub.json' with { type: 'json' };
import imageProcessing from './image-processing.json' with { type: 'json' };
import type {
  ClientFamily,
  DecoratorEntry,
  HarmlessKnowledge,
  LibraryKnowledge,
  OffloaderEntry,
} from './knowledge-schema.ts';
import kubernetes from './kubernetes.json' with { type: 'json' };
import langchain from './langchain.json' with { type: 'json' };
import messagingServices from './messaging-services.json' with { type: 'json' };
import modelServices from './model-services.json' with { type: 'json' };
import models from './models.json' with { type: 'json' };
import mysqlConnector from './mysql-connector.json' with { type: 'json' };
import networkLookups from './network-lookups.json' with { type: 'json' };
import numeric from './numeric.json' with { type: 'json' };
import observability from './observability.json' with { type: 'json' };
import offloaders from './offloaders.json' with { type: 'json' };
import openai from './openai.json' with { type: 'json' };
import pandas from './pandas.json' with { type: 'json' };
import passwordHashing from './password-hashing.json' with { type: 'json' };
import peewee from './peewee.json' with { type: 'json' };
import psutil from './psutil.json' with { type: 'json' };
import psycopg from './psycopg.json' with { type: 'json' };
import psycopg2 from './psycopg2.json' with { type: 'json' };
import pymongo from './pymongo.json' with { type: 'json' };
import pymysql from './pymysql.json' with { type: 'json' };
import pyodbc from './pyodbc.json' with { type: 'json' };
import redis from './redis.json' with { type: 'json' };
import requests from './requests.json' with { type: 'json' };
import scikitLearn from './scikit-learn.json' with { type: 'json' };
import sqlalchemy from './sqlalchemy.json' with { type: 'json' };
import standardLibraryFiles from './standard-library-files.json' with { type: 'json' };
import standardLibraryNetwork from './standard-library-network.json' with { type: 'json' };
import standardLibraryWaiting from './standard-library-waiting.json' with { type: 'json' };
import starlette from './starlette.json' with { type: 'json' };
import stripe from './stripe.json' with { type: 'json' };
import supabase from './supabase.json' with { type: 'json' };
import transformers from './transformers.json' with { type: 'json' };
import urllib3 from './urllib3.json' with { type: 'json' };
import uvicorn from './uvicorn.json' with { type: 'json' };

/** Everything that is known of libraries: one data file for each, see README.md beside this file. */
export const allKnowledge = {
  libraries: [
    aiofiles,
    aiohttp,
    aiosqlite,
    analyticDatabases,
    anthropic,
    arango,
    asynchronousBrokers,
    asynchronousMail,
    asynchronousOrms,
    asyncio,
    asyncpg,
    azureStorageBlob,
    boto3,
    celery,
    cloudClients,
    compression,
    databases,
    dataModels,
    documents,
    duckdb,
    elasticsearch,
    googleCloud,
    h5py,
    httpx,
    httpxSse,
    huggingfaceHub,
    imageProcessing,
    kubernetes,
    langchain,
    messagingServices,
    modelServices,
    models,
    mysqlConnector,
    networkLookups,
    numeric,
    observability,
    openai,
    pandas,
    passwordHashing,
    peewee,
    psutil,
    psycopg,
    psycopg2,
    pymongo,
    pymysql,
    pyodbc,
    redis,
    requests,
    scikitLearn,
    sqlalchemy,
    standardLibraryFiles,
    standardLibraryNetwork,
    standardLibraryWaiting,
    starlette,
    stripe,
    supabase,
    transformers,
    urllib3,
    uvicorn,
  ] as readonly LibraryKnowledge[],
  offloaders: offloaders as readonly OffloaderEntry[],
  decorators: decorators as readonly DecoratorEntry[],
  harmless: harmless as HarmlessKnowledge,
  clients: asynchronousClients as readonly ClientFamily[],
};
