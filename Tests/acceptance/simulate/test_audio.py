# This file is part of the Tapedeck project.
# SPDX-License-Identifier: Apache-2.0
"""Speech, transcriptions and translations: the sound, the texts, and the bytes of the answers."""

import base64
import io
import json
import re
import wave

import openai
import pytest

from support import Connection, form
from support.shapes import stream

TEXT = "Hello, world! This is a test."
FORMATS = {"mp3": (b"ID3", "audio/mpeg"), "opus": (b"OggS", "audio/opus"), "aac": (b"ID3", "audio/aac"),
           "flac": (b"fLaC", "audio/flac"), "wav": (b"RIFF", "audio/wav"), "pcm": (b"\0\0", "audio/pcm")}


def speech(sim, **request):
    return sim.ask("POST", "/v1/audio/speech", {"model": "tts-1", "voice": "alloy", "input": TEXT} | request)


def transcribe(sim, content=b"sound", name="hello_world.mp3", path="transcriptions", **fields):
    fields = {"model": "whisper-1"} | fields
    parts = [(key, None, None, part.encode()) for key, value in fields.items()
             for part in (value if isinstance(value, list) else [value])]
    if content is not None:
        parts.append(("file", name, "audio/mpeg", content))
    return sim.ask("POST", f"/v1/audio/{path}", form("b", parts), content_type="multipart/form-data; boundary=b")


@pytest.fixture
def wav(sim):
    return speech(sim, response_format="wav").body


def test_speech_is_silence_as_long_as_the_text(sim):
    client = sim.client()
    with client.audio.speech.with_streaming_response.create(
            model="gpt-4o-mini-tts", voice="coral", input=TEXT * 10, response_format="wav", speed=2) as response:
        sound = wave.open(io.BytesIO(b"".join(response.iter_bytes())))
    assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (24000, 1, 2)
    assert sound.getnframes() == 24000 * len(TEXT * 10) / 15 / 2
    assert set(sound.readframes(sound.getnframes())) == {0}


@pytest.mark.parametrize("name", FORMATS)
def test_speech_comes_in_each_format(sim, name):
    answer = speech(sim, response_format=name)
    beginning, kind = FORMATS[name]
    assert answer.status == 200 and answer.body.startswith(beginning) and answer["content-type"] == kind
    assert answer["x-ratelimit-limit-tokens"] and answer["access-control-expose-headers"] == "X-Request-ID"
    assert answer["transfer-encoding"] == "chunked"
    if name != "pcm":
        suffix = {"opus": "ogg", "aac": "mp3"}.get(name, name)
        assert transcribe(sim, answer.body, f"x.{suffix}").json["text"] == TEXT


def test_streamed_speech_is_the_same_sound_in_pieces(sim, wav):
    answer = speech(sim, model="gpt-4o-mini-tts", response_format="wav", stream_format="sse")
    line, events = stream(answer.body)
    assert line == "\n" and all(name is None for name, _ in events)
    events = [event for _, event in events]
    assert b"".join(base64.b64decode(event["audio"]) for event in events[:-1]) == wav
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"} and len(events) > 2
    usage = events[-1]["usage"]
    assert events[-1]["type"] == "speech.audio.done" and list(usage) == ["input_tokens", "output_tokens", "total_tokens"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"]


@pytest.mark.parametrize("request_, status, message, param, code", [
    ({"input": None}, 400, "Missing required parameter: 'input'.", "input", "missing_required_parameter"),
    ({"input": "x" * 4097}, 400, "Invalid 'input': string too long. Expected a string with maximum length 4096, but got a "
     "string with length 4097 instead.", "input", "string_above_max_length"),
    ({"voice": "robot"}, 400, None, "voice", "invalid_value"),
    ({"response_format": "ogg"}, 400, "Invalid value: 'ogg'. Supported values are: 'mp3', 'opus', 'aac', 'flac', 'wav', and "
     "'pcm'.", "response_format", "invalid_value"),
    ({"speed": 5}, 400, "Invalid 'speed': decimal above maximum value. Expected a value <= 4, but got 5 instead.", "speed",
     "decimal_above_max_value"),
    ({"stream_format": "sse"}, 400, "Unsupported value: 'stream_format' does not support 'sse' with this model.",
     "stream_format", "unsupported_value"),
    ({"model": "tts-9"}, 404, "The model `tts-9` does not exist or you do not have access to it.", None, "model_not_found"),
])
def test_a_bad_request_for_speech_is_refused(sim, request_, status, message, param, code):
    answer = speech(sim, **request_)
    assert answer.status == status and answer.error == {
        "message": message or answer.error["message"], "type": "invalid_request_error", "param": param, "code": code}


def test_the_text_is_that_of_an_uploaded_file_or_the_comment_or_the_name(sim, wav):
    assert transcribe(sim, b"x", "call-with_Ann 2.mp3").json["text"] == "Call with Ann 2."
    assert transcribe(sim, wav, "call.wav").json["text"] == TEXT
    sim.file(b"What was\nsaid.", "call.txt", "user_data")
    assert transcribe(sim, wav, "folder/call.wav").json["text"] == "What was said."


def test_answers_are_laid_out_as_the_service_does(sim, wav):
    answer = transcribe(sim, wav, "a.wav")
    assert answer.body == b'{"text":"Hello, world! This is a test.","usage":{"type":"duration","seconds":2}}'
    assert answer["content-type"] == "application/json" and answer["x-ratelimit-limit-requests"]
    assert answer["x-ratelimit-limit-tokens"] is None
    tokens = transcribe(sim, wav, "a.wav", model="gpt-4o-transcribe").json["usage"]
    assert tokens == {"type": "tokens", "total_tokens": 30, "input_tokens": 19,
                      "input_token_details": {"text_tokens": 0, "audio_tokens": 19}, "output_tokens": 11}
    assert list(tokens) == ["type", "total_tokens", "input_tokens", "input_token_details", "output_tokens"]
    assert transcribe(sim, wav, "a.wav", path="translations").body == b'{"text":"Hello, world! This is a test."}'
    text = transcribe(sim, wav, "a.wav", response_format="text")
    assert text.body == TEXT.encode() + b"\n" and text["content-type"] == "text/plain; charset=utf-8"
    assert transcribe(sim, wav, "a.wav", response_format="srt").body == (
        b"1\n00:00:00,000 --> 00:00:00,940\nHello, world!\n\n2\n00:00:00,940 --> 00:00:01,933\nThis is a test.\n\n\n")
    assert transcribe(sim, wav, "a.wav", response_format="vtt").body == (
        b"WEBVTT\n\n00:00:00.000 --> 00:00:00.940\nHello, world!\n\n00:00:00.940 --> 00:00:01.933\nThis is a test.\n\n")


@pytest.mark.parametrize("asked, members", [
    ([], ["segments"]), (["segment"], ["segments"]), (["word"], ["words"]), (["word", "segment"], ["segments", "words"])])
def test_verbose_answers_have_the_parts_that_were_asked_for(sim, wav, asked, members):
    answer = transcribe(sim, wav, "a.wav", response_format="verbose_json", temperature="0.4",
                        **({"timestamp_granularities[]": asked} if asked else {}))
    document = answer.json
    assert list(document) == ["task", "language", "duration", "text", *members, "usage"]
    assert b'"duration":1.9333332777023315,' in answer.body and b'"start":0.0,' in answer.body
    if "segments" in members:
        assert b'"temperature":0.4000000059604645,' in answer.body
        assert [part["text"] for part in document["segments"]] == [" Hello, world!", " This is a test."]
        assert list(document["segments"][0]) == [
            "id", "seek", "start", "end", "text", "tokens", "temperature", "avg_logprob", "compression_ratio",
            "no_speech_prob"]
    if "words" in members:
        assert [word["word"] for word in document["words"]] == ["Hello", "world", "This", "is", "a", "test"]


def test_a_stream_has_crlf_and_the_tokens(sim, wav):
    answer = transcribe(sim, wav, "a.wav", model="gpt-4o-mini-transcribe", stream="true", **{"include[]": "logprobs"})
    assert answer["content-type"] == "text/event-stream; charset=utf-8" and answer["cache-control"] == "no-store"
    line, events = stream(answer.body)
    assert line == "\r\n" and b"\n" not in answer.body.replace(b"\r\n", b"") and events[-1] == (None, "[DONE]")
    *deltas, done = [event for _, event in events[:-1]]
    assert "".join(delta["delta"] for delta in deltas) == done["text"] == TEXT
    assert all(list(delta) == ["type", "delta", "logprobs"] for delta in deltas)
    assert list(done) == ["type", "text", "logprobs", "usage"]
    assert done["logprobs"] == [token for delta in deltas for token in delta["logprobs"]]
    assert all(list(token) == ["token", "logprob", "bytes"] for token in done["logprobs"])
    plain = transcribe(sim, wav, "a.wav", model="gpt-4o-transcribe", stream="true").body
    assert plain.startswith(b'data: {"type":"transcript.text.delta","delta":"Hello"}\r\n\r\ndata: {')


def test_speakers_are_told_apart(sim):
    client = sim.client()
    sim.file(b"Ann: Hello there.\nBen: Hi. How are you?", "talk.txt", "user_data")
    options = {"model": "gpt-4o-transcribe-diarize", "response_format": "diarized_json", "chunking_strategy": "auto"}
    answer = client.audio.transcriptions.create(file=("talk.mp3", b"x"), **options)
    assert [(part.id, part.speaker, part.text) for part in answer.segments] == [
        ("seg_0", "A", " Hello there."), ("seg_1", "B", " Hi."), ("seg_2", "B", " How are you?")]
    events = list(client.audio.transcriptions.create(
        file=("talk.mp3", b"x"), stream=True, extra_body={"known_speaker_names": ["Agent"]}, **options))
    assert [event.type for event in events] == ["transcript.text.segment"] * 3 + ["transcript.text.done"]
    assert [event.speaker for event in events[:-1]] == ["Agent", "B", "B"]


@pytest.mark.parametrize("request_, status, message, param, code", [
    ({"content": None}, 400, "Missing required parameter: 'file'.", "file", "missing_required_parameter"),
    ({"model": ""}, 400, "Missing required parameter: 'model'.", "model", "missing_required_parameter"),
    ({"model": "gpt-4o"}, 404, "The model `gpt-4o` does not exist or you do not have access to it.", None, "model_not_found"),
    ({"name": "a.txt"}, 400, "Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', "
     "'ogg', 'wav', 'webm']", None, None),
    ({"content": b""}, 400, "Audio file is too short. Minimum audio length is 0.1 seconds.", "file", "audio_too_short"),
    ({"model": "gpt-4o-transcribe", "response_format": "verbose_json"}, 400, "response_format 'verbose_json' is not compatible "
     "with model 'gpt-4o-transcribe'. Use 'json' or 'text' instead.", "response_format", "unsupported_value"),
    ({"response_format": "xml"}, 400, None, "response_format", "invalid_value"),
    ({"temperature": "2"}, 400, "Invalid 'temperature': decimal above maximum value. Expected a value <= 1, but got 2 "
     "instead.", "temperature", "decimal_above_max_value"),
    ({"include[]": "logprobs"}, 400, None, "include", "unsupported_value"),
    ({"timestamp_granularities[]": "page"}, 400, None, "timestamp_granularities[0]", "invalid_value"),
    ({"extra": "1"}, 400, "Unknown parameter: 'extra'.", "extra", "unknown_parameter"),
])
def test_a_bad_request_for_a_transcription_is_refused(sim, request_, status, message, param, code):
    answer = transcribe(sim, **request_)
    assert answer.status == status and answer.error == {
        "message": message or answer.error["message"], "type": "invalid_request_error", "param": param, "code": code}


def test_an_unknown_language_is_refused_with_the_usage(sim):
    answer = transcribe(sim, language="klingon")
    assert answer.status == 400 and answer.body == (
        b'{"error":{"message":"Invalid language \'klingon\'. Language parameter must be specified in ISO-639-1 format.",'
        b'"type":"invalid_request_error","param":"language","code":"invalid_language_format"},'
        b'"usage":{"type":"duration","seconds":0}}')
    assert transcribe(sim, language="de", response_format="verbose_json").json["language"] == "german"


def test_the_sdk_raises_its_errors(sim):
    with pytest.raises(openai.NotFoundError) as raised:
        sim.client().audio.transcriptions.create(model="whisper-9", file=("a.mp3", b"x"))
    assert raised.value.code == "model_not_found"


def test_recorded_sounds_replay_to_the_byte(simulators, record, replay):
    parts = form("b", [("model", None, None, b"gpt-4o-transcribe"), ("stream", None, None, b"true"),
                       ("file", "good_day.mp3", "audio/mpeg", b"\xff\xf3")])
    requests = [("/v1/audio/speech", json.dumps({"model": "tts-1", "voice": "alloy", "input": "Good day"}).encode(), "application/json"),
                ("/v1/audio/transcriptions", parts, "multipart/form-data; boundary=b")]

    def run(port):
        with Connection(port) as connection:
            return [connection.request("POST", path, body, content_type=kind) for path, body, kind in requests]

    with record(upstream=simulators().base) as recorder:
        live = run(recorder.port)
    with replay() as player:
        again = run(player.port)
    assert [answer.status for answer in live] == [200, 200] and re.match(rb"ID3.*Good day", live[0].body, re.S)
    assert [(answer.status, answer.body) for answer in again] == [(answer.status, answer.body) for answer in live]
